using System;
using TorchSharp.Native;

namespace TorchSharp;

// What all factories share: default element type and device, and the flags that apply to the finished tensor.
internal static unsafe class Create
{
    internal static torch.Tensor Empty(ReadOnlySpan<long> size, torch.ScalarType? dtype, torch.Device? device, bool requires_grad, string[]? names)
    {
        var (type, on) = Options(dtype, device);
        fixed (long* sizes = size)
        {
            return Finish(NativeMethods.ts_empty(sizes, size.Length, type, (int)on.type, on.index), requires_grad, names);
        }
    }

    internal static torch.Tensor Full(ReadOnlySpan<long> size, Scalar value, torch.ScalarType? dtype, torch.Device? device, bool requires_grad, string[]? names)
    {
        var (type, on) = Options(dtype, device);
        fixed (long* sizes = size)
        {
            return Finish(NativeMethods.ts_full(sizes, size.Length, value.Value, type, (int)on.type, on.index), requires_grad, names);
        }
    }

    internal static torch.Tensor Rand(ReadOnlySpan<long> size, torch.ScalarType? dtype, torch.Device? device, bool requires_grad, torch.Generator? generator, string[]? names)
    {
        var (type, on) = Options(dtype, device);
        fixed (long* sizes = size)
        {
            return Finish(NativeMethods.ts_rand(sizes, size.Length, torch.Generator.HandleOf(generator), type, (int)on.type, on.index), requires_grad, names);
        }
    }

    internal static torch.Tensor Randn(ReadOnlySpan<long> size, torch.ScalarType? dtype, torch.Device? device, bool requires_grad, torch.Generator? generator, string[]? names)
    {
        var (type, on) = Options(dtype, device);
        fixed (long* sizes = size)
        {
            return Finish(NativeMethods.ts_randn(sizes, size.Length, torch.Generator.HandleOf(generator), type, (int)on.type, on.index), requires_grad, names);
        }
    }

    // The values are copied.
    internal static torch.Tensor FromData<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, torch.ScalarType? dtype, torch.Device? device, bool requires_grad, string[]? names)
        where T : unmanaged
    {
        long count = 1;
        foreach (long size in dimensions)
        {
            count *= size;
        }
        if (count != data.Length)
        {
            throw new ArgumentException($"The array holds {data.Length} elements, but its dimensions need {count}.", nameof(dimensions));
        }
        var source = torch.TypeOf<T>();
        var (type, on) = Options(dtype ?? source, device);
        fixed (T* values = data)
        {
            fixed (long* sizes = dimensions)
            {
                nint handle = NativeMethods.ts_from_data(
                    values, (long)data.Length * sizeof(T), (int)source, sizes, dimensions.Length, type, (int)on.type, on.index);
                return Finish(handle, requires_grad, names);
            }
        }
    }

    internal static (int Type, torch.Device Device) Options(torch.ScalarType? dtype, torch.Device? device) =>
        ((int)(dtype ?? torch.get_default_dtype()), torch.InitializeDevice(device));

    internal static torch.Tensor Finish(nint handle, bool requires_grad, string[]? names)
    {
        if (names is { Length: > 0 })
        {
            throw new NotSupportedException("Named dimensions are not supported.");
        }
        var tensor = torch.Tensor.Wrap(handle);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }
}
