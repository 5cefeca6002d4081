using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var (type, on) = Create.Options(dtype, device);
        return Create.Finish(NativeMethods.ts_eye(rows, columns < 0 ? rows : columns, type, (int)on.type, on.index), requires_grad, names);
    }

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        bool integral = start.IsIntegral && stop.IsIntegral && step.IsIntegral;
        var (type, on) = Create.Options(dtype ?? (integral ? ScalarType.Int64 : get_default_dtype()), device);
        return Create.Finish(NativeMethods.ts_arange(start.Value, stop.Value, step.Value, type, (int)on.type, on.index), requires_grad, null);
    }

    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var (type, on) = Create.Options(dtype, device);
        return Create.Finish(NativeMethods.ts_linspace(start, end, steps, type, (int)on.type, on.index), requires_grad, null);
    }
}
