using System.Runtime.InteropServices;

namespace TorchSharp.Native;

// Mirrors native/torch/tensor.cpp.
internal static unsafe partial class NativeMethods
{
    [DllImport(Library)] internal static extern void ts_dispose(nint t);
    [DllImport(Library)] internal static extern nint ts_alias(nint t);
    [DllImport(Library)] internal static extern int ts_dtype(nint t);
    [DllImport(Library)] internal static extern int ts_device_type(nint t);
    [DllImport(Library)] internal static extern int ts_device_index(nint t);
    [DllImport(Library)] internal static extern long ts_ndim(nint t);
    [DllImport(Library)] internal static extern long ts_numel(nint t);
    [DllImport(Library)] internal static extern long ts_element_size(nint t);
    [DllImport(Library)] internal static extern long ts_storage_offset(nint t);
    [DllImport(Library)] internal static extern int ts_is_contiguous(nint t);
    [DllImport(Library)] internal static extern int ts_is_leaf(nint t);
    [DllImport(Library)] internal static extern int ts_requires_grad(nint t);
    [DllImport(Library)] internal static extern nint ts_data(nint t);
    [DllImport(Library)] internal static extern void ts_sizes(nint t, long* @out);
    [DllImport(Library)] internal static extern void ts_strides(nint t, long* @out);
    [DllImport(Library)] internal static extern int ts_set_requires_grad(nint t, int value);
    [DllImport(Library)] internal static extern int ts_retain_grad(nint t);
    [DllImport(Library)] internal static extern nint ts_grad(nint t);
    [DllImport(Library)] internal static extern int ts_set_grad(nint t, nint value);
    [DllImport(Library)] internal static extern nint ts_clone(nint t);
    [DllImport(Library)] internal static extern nint ts_detach(nint t);
    [DllImport(Library)] internal static extern int ts_detach_(nint t);
    [DllImport(Library)] internal static extern nint ts_contiguous(nint t);
    [DllImport(Library)] internal static extern int ts_copy_(nint t, nint source, int nonBlocking);
    [DllImport(Library)] internal static extern int ts_fill_(nint t, NativeScalar value);
    [DllImport(Library)] internal static extern int ts_zero_(nint t);
    [DllImport(Library)] internal static extern nint ts_to(nint t, int type, int deviceType, int deviceIndex, int nonBlocking, int copy);
    [DllImport(Library)] internal static extern int ts_item(nint t, int* type, double* floating, long* integral);
    [DllImport(Library)] internal static extern nint ts_from_data(void* data, long bytes, int sourceType, long* sizes, int ndim, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_empty(long* sizes, int ndim, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_full(long* sizes, int ndim, NativeScalar value, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_eye(long rows, long columns, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_arange(NativeScalar start, NativeScalar stop, NativeScalar step, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_linspace(double start, double end, long steps, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_rand(long* sizes, int ndim, nint generator, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_randn(long* sizes, int ndim, nint generator, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_randint(long low, long high, long* sizes, int ndim, nint generator, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_randperm(long n, nint generator, int type, int deviceType, int deviceIndex);
    [DllImport(Library)] internal static extern nint ts_normal(nint mean, nint std, nint generator);
    [DllImport(Library)] internal static extern nint ts_bernoulli(nint p, nint generator);
    [DllImport(Library)] internal static extern nint ts_multinomial(nint weights, long count, int replacement, nint generator);
    [DllImport(Library)] internal static extern int ts_uniform_(nint t, double from, double to, nint generator);
    [DllImport(Library)] internal static extern int ts_normal_(nint t, double mean, double std, nint generator);
    [DllImport(Library)] internal static extern int ts_bernoulli_(nint t, double p, nint generator);
    [DllImport(Library)] internal static extern nint ts_index(nint t, NativeIndex* values, int count);
    [DllImport(Library)] internal static extern int ts_index_put_(nint t, NativeIndex* values, int count, nint value);
    [DllImport(Library)] internal static extern int ts_index_put_scalar_(nint t, NativeIndex* values, int count, NativeScalar value);
}
