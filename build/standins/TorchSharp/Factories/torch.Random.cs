using System;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randint(0L, high, Array.ConvertAll(size, value => (long)value), dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randint(low, (long)high, Array.ConvertAll(size, value => (long)value), dtype, device, requires_grad, generator, names);

    public static unsafe Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null)
    {
        var (type, on) = Create.Options(dtype ?? ScalarType.Int64, device);
        fixed (long* sizes = size)
        {
            nint handle = NativeMethods.ts_randint(low, high, sizes, size.Length, Generator.HandleOf(generator), type, (int)on.type, on.index);
            return Create.Finish(handle, requires_grad, names);
        }
    }

    public static Tensor randperm(
        long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        var (type, on) = Create.Options(dtype ?? ScalarType.Int64, device);
        return Create.Finish(NativeMethods.ts_randperm(n, Generator.HandleOf(generator), type, (int)on.type, on.index), requires_grad, null);
    }

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) =>
        Tensor.Wrap(NativeMethods.ts_normal(mean.Handle, std.Handle, Generator.HandleOf(generator)));

    public static Tensor normal(
        double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Create.Empty(size, dtype, device, requires_grad: false, names).normal_(mean, std, generator).requires_grad_(requires_grad);
}
