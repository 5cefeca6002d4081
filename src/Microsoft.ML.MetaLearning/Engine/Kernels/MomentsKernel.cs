using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Computes mean = E[y], inverse = 1 / sqrt(Var[y] + epsilon) over positions x channels of y.</summary>
internal readonly unsafe struct MomentsKernel<T>(int positions, int channels, T* y, T* mean, T* inverse, T epsilon) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<V>(int c) where V : unmanaged, ISimd<V, T>
    {
        // Shifted by the first value, so that a large mean costs no precision. Four chains hide the latency of an addition.
        V shift = V.Load(y + c), s0 = V.Of(T.Zero), s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
        var r = y + c;
        var i = 0;
        for (; i + 4 <= positions; i += 4, r += 4 * channels)
        {
            V a = V.Load(r) - shift, b = V.Load(r + channels) - shift;
            V d = V.Load(r + 2 * channels) - shift, e = V.Load(r + 3 * channels) - shift;
            s0 += a;
            s1 += b;
            s2 += d;
            s3 += e;
            q0 = V.MultiplyAdd(a, a, q0);
            q1 = V.MultiplyAdd(b, b, q1);
            q2 = V.MultiplyAdd(d, d, q2);
            q3 = V.MultiplyAdd(e, e, q3);
        }
        for (; i < positions; i++, r += channels)
        {
            var a = V.Load(r) - shift;
            s0 += a;
            q0 = V.MultiplyAdd(a, a, q0);
        }
        var share = V.Of(T.One / T.CreateChecked(positions));
        var m = (s0 + s1 + (s2 + s3)) * share;
        var variance = (q0 + q1 + (q2 + q3)) * share - m * m;
        V.Store(m + shift, mean + c);
        V.Store(V.Of(T.One) / V.Sqrt(V.Max(variance, V.Of(T.Zero)) + V.Of(epsilon)), inverse + c);
    }
}
