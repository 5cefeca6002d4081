using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Represents a matrix by the nonzero values of its rows, such as counts of words. Products of a linear layer then take time for those
/// only.
/// </summary>
internal sealed unsafe class SparseRows<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The shortest row that is worth it: shorter ones fit the cache, and dense products are as fast.</summary>
    private const int ShortestRow = 256;

    /// <summary>The dense products that take the time of one sparse product, about.</summary>
    private const int Sparsity = 8;
    private readonly int _length;
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly T[] _values;

    private SparseRows(ReadOnlySpan<T> x, int length, int count)
    {
        _length = length;
        _starts = new int[x.Length / length + 1];
        _columns = new int[count];
        _values = new T[count];
        var next = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (i % length == 0)
                _starts[i / length] = next;
            if (x[i] == T.Zero)
                continue;
            _columns[next] = i % length;
            _values[next++] = x[i];
        }
        _starts[^1] = next;
    }

    /// <summary>Creates the rows of a block, each image as one vector; null if too few values are zero.</summary>
    public static SparseRows<T>? TryCreate(Block<T> x)
    {
        var length = x.Shape.ImageLength;
        if (length < ShortestRow)
            return null;
        var count = x.Span.Length - x.Span.Count(T.Zero);
        return (long)count * Sparsity <= x.Span.Length ? new SparseRows<T>(x.Span, length, count) : null;
    }

    private int Rows => _starts.Length - 1;

    /// <summary>Computes result += this * transposed b. b: [columns, length], result: [rows, columns].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddProductWithTransposed(T* result, T* b, int columns)
    {
        fixed (int* index = _columns)
        fixed (T* value = _values)
        {
            for (var j = 0; j < columns; j++, b += _length)
                for (var i = 0; i < Rows; i++)
                {
                    var sum = T.Zero;
                    for (int k = _starts[i], end = _starts[i + 1]; k < end; k++)
                        sum += value[k] * b[index[k]];
                    result[i * columns + j] += sum;
                }
        }
    }

    /// <summary>Computes result += transposed a * this. a: [rows, columns], result: [columns, length].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTransposedProduct(T* result, T* a, int columns)
    {
        fixed (int* index = _columns)
        fixed (T* value = _values)
        {
            for (var j = 0; j < columns; j++, result += _length)
                for (var i = 0; i < Rows; i++)
                {
                    var factor = a[i * columns + j];
                    if (factor == T.Zero)
                        continue;
                    for (int k = _starts[i], end = _starts[i + 1]; k < end; k++)
                        result[index[k]] += factor * value[k];
                }
        }
    }
}
