using System.Runtime.InteropServices;

namespace TorchSharp.Native;

// Mirrors native/torch/runtime.cpp.
internal static unsafe partial class NativeMethods
{
    [DllImport(Library)] internal static extern int ts_last_error(byte* buffer, int capacity);
    [DllImport(Library)] internal static extern void ts_fetch(nint* @out);
    [DllImport(Library)] internal static extern int ts_grad_enabled();
    [DllImport(Library)] internal static extern void ts_set_grad_enabled(int enabled);
    [DllImport(Library)] internal static extern int ts_inference_enabled();
    [DllImport(Library)] internal static extern nint ts_inference_enter(int enabled);
    [DllImport(Library)] internal static extern void ts_inference_leave(nint mode);
    [DllImport(Library)] internal static extern int ts_num_threads();
    [DllImport(Library)] internal static extern int ts_set_num_threads(int count);
    [DllImport(Library)] internal static extern int ts_num_interop_threads();
    [DllImport(Library)] internal static extern int ts_set_num_interop_threads(int count);
    [DllImport(Library)] internal static extern nint ts_generator(ulong seed);
    [DllImport(Library)] internal static extern nint ts_generator_default();
    [DllImport(Library)] internal static extern void ts_generator_dispose(nint generator);
    [DllImport(Library)] internal static extern long ts_generator_initial_seed(nint generator);
    [DllImport(Library)] internal static extern long ts_generator_seed(nint generator);
    [DllImport(Library)] internal static extern void ts_generator_manual_seed(nint generator, long seed);
    [DllImport(Library)] internal static extern nint ts_generator_state(nint generator);
    [DllImport(Library)] internal static extern int ts_generator_set_state(nint generator, nint state);
    [DllImport(Library)] internal static extern long ts_autograd_grad(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradOutputs, int gradOutputCount, int retainGraph, int createGraph, int allowUnused);
    [DllImport(Library)] internal static extern int ts_autograd_backward(nint* tensors, int count, nint* gradients, int gradientCount, int retainGraph, int createGraph, nint* inputs, int inputCount);
    [DllImport(Library)] internal static extern nint ts_jit_compile(byte* script);
    [DllImport(Library)] internal static extern void ts_jit_dispose(nint unit);
    [DllImport(Library)] internal static extern long ts_jit_invoke(nint unit, byte* name, NativeArgument* arguments, int count, nint* lists, ScriptResult* kind, NativeScalar* number);
}
