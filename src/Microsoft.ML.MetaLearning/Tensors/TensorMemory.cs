using System;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>Creates tensors from values in managed memory.</summary>
internal static class TensorMemory
{
    /// <summary>Copies values into memory of torch's allocator.</summary>
    /// <remarks>
    /// <c>torch.tensor</c> borrows the managed array instead, which begins wherever the garbage collector put it. MKL sums the products of
    /// a matrix in an order that depends on the alignment of its arguments, so the last digits would change from call to call. torch aligns
    /// to 64 bytes.
    /// </remarks>
    /// <param name="values">All elements, row by row.</param>
    /// <param name="shape">The shape. If empty, one dimension of all values.</param>
    public static Tensor Copy<T>(ReadOnlySpan<T> values, params long[] shape) where T : unmanaged
    {
        var copy = empty(shape.Length == 0 ? [values.Length] : shape, dtype: TypeOf<T>());
        values.CopyTo(MemoryMarshal.Cast<byte, T>(copy.bytes));
        return copy;
    }

    private static ScalarType TypeOf<T>() => default(T) switch
    {
        float => ScalarType.Float32,
        double => ScalarType.Float64,
        long => ScalarType.Int64,
        _ => throw new NotSupportedException($"there are no tensors of {typeof(T).Name}."),
    };
}
