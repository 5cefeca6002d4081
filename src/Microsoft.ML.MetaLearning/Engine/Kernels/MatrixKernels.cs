using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Computes the small matrix products of linear layers.</summary>
internal static unsafe class Matrix
{
    /// <summary>Computes result += a * transposed b. a: [rows, length], b: [columns, length], result: [rows, columns].</summary>
    public static void AddProductWithTransposed<T>(T* result, T* a, T* b, int rows, int columns, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The loop over columns is outside: a row of weights is long, and stays in the cache for all rows.
        for (var j = 0; j < columns; j++)
            for (var i = 0; i < rows; i++)
                result[i * columns + j] += Elementwise.Dot(a + (long)i * length, b + (long)j * length, length);
    }

    /// <summary>Computes result += a * b. a: [rows, terms], b: [terms, length], result: [rows, length].</summary>
    public static void AddProduct<T>(T* result, T* a, T* b, int rows, int terms, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Simd.Run<T, RowCombinationKernel<T>>(length, new RowCombinationKernel<T>(result, a, b, rows, terms, length, terms, 1));

    /// <summary>Computes result += transposed a * b. a: [terms, rows], b: [terms, length], result: [rows, length].</summary>
    public static void AddTransposedProduct<T>(T* result, T* a, T* b, int rows, int terms, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Simd.Run<T, RowCombinationKernel<T>>(length, new RowCombinationKernel<T>(result, a, b, rows, terms, length, 1, rows));

    private readonly struct RowCombinationKernel<T>(T* result, T* a, T* b, int rows, int terms, int length, int rowStride, int termStride)
        : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(int column) where V : unmanaged, ISimd<V, T>
        {
            for (var i = 0; i < rows; i++)
            {
                var r = result + (long)i * length + column;
                var sum = V.Load(r);
                T* factor = a + (long)i * rowStride, x = b + column;
                for (var k = 0; k < terms; k++, factor += termStride, x += length)
                    sum = V.MultiplyAdd(V.Of(*factor), V.Load(x), sum);
                V.Store(sum, r);
            }
        }
    }
}
