using System;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static bool is_grad_enabled() => NativeMethods.ts_grad_enabled() != 0;

    public static bool is_inference_mode_enabled() => NativeMethods.ts_inference_enabled() != 0;

    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    // Both modes belong to a thread: leave them on the thread that entered them.
    private sealed class GradMode : IDisposable
    {
        private readonly bool _previous;

        internal GradMode(bool enabled)
        {
            _previous = is_grad_enabled();
            NativeMethods.ts_set_grad_enabled(Tensor.Flag(enabled));
        }

        public void Dispose() => NativeMethods.ts_set_grad_enabled(Tensor.Flag(_previous));
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint _mode;

        internal InferenceMode(bool enabled)
        {
            _mode = NativeMethods.ts_inference_enter(Tensor.Flag(enabled));
        }

        public void Dispose()
        {
            if (_mode != 0)
            {
                NativeMethods.ts_inference_leave(_mode);
                _mode = 0;
            }
        }
    }
}
