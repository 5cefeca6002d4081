using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Computes sums of vectors of any length.</summary>
internal static unsafe class Elementwise
{
    /// <summary>Computes sum += x, for blocks of one shape.</summary>
    public static void Add<T>(Block<T> sum, Block<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        AddScaled(sum.Data, T.One, x.Data, checked((int)sum.Shape.Length));

    /// <summary>Computes sum += factor * x.</summary>
    public static void AddScaled<T>(T* sum, T factor, T* x, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Simd.Run<T, AddScaledKernel<T>>(length, new AddScaledKernel<T>(sum, factor, x));

    /// <summary>Computes result = a + sign * factors * x, element by element; the result may be a.</summary>
    public static void AddProduct<T>(T* result, T* a, T sign, T* factors, T* x, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Simd.Run<T, AddProductKernel<T>>(length, new AddProductKernel<T>(result, a, sign, factors, x));

    /// <summary>Returns the sum of a * b.</summary>
    public static T Dot<T>(T* a, T* b, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var i = 0;
        var sum = T.Zero;
        DotBy<T, Simd512<T>>(a, b, length, ref i, ref sum, Vector512.IsHardwareAccelerated);
        DotBy<T, Simd256<T>>(a, b, length, ref i, ref sum, Vector256.IsHardwareAccelerated);
        for (; i < length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Computes x = (x - shift) * factor.</summary>
    public static void Standardize<T>(T* x, T shift, T factor, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Simd.Run<T, StandardizeKernel<T>>(length, new StandardizeKernel<T>(x, shift, factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DotBy<T, V>(T* a, T* b, int length, ref int i, ref T sum, bool accelerated)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ISimd<V, T>
    {
        if (!accelerated || i + V.Lanes > length)
            return;
        V s0 = V.Of(T.Zero), s1 = s0;
        for (; i + 2 * V.Lanes <= length; i += 2 * V.Lanes)
        {
            s0 = V.MultiplyAdd(V.Load(a + i), V.Load(b + i), s0);
            s1 = V.MultiplyAdd(V.Load(a + i + V.Lanes), V.Load(b + i + V.Lanes), s1);
        }
        for (; i + V.Lanes <= length; i += V.Lanes)
            s0 = V.MultiplyAdd(V.Load(a + i), V.Load(b + i), s0);
        sum += V.Sum(s0 + s1);
    }

    private readonly struct AddScaledKernel<T>(T* sum, T factor, T* x) : IKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int i) where V : unmanaged, ISimd<V, T> =>
            V.Store(V.MultiplyAdd(V.Of(factor), V.Load(x + i), V.Load(sum + i)), sum + i);
    }

    private readonly struct StandardizeKernel<T>(T* x, T shift, T factor) : IKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int i) where V : unmanaged, ISimd<V, T> => V.Store((V.Load(x + i) - V.Of(shift)) * V.Of(factor), x + i);
    }

    private readonly struct AddProductKernel<T>(T* result, T* a, T sign, T* factors, T* x) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int i) where V : unmanaged, ISimd<V, T> =>
            V.Store(V.MultiplyAdd(V.Of(sign) * V.Load(factors + i), V.Load(x + i), V.Load(a + i)), result + i);
    }
}
