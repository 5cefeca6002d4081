using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Computes the tangent of p from those of y, gain and bias; and per channel the moments of the tangent that
/// <see cref="NormalizeVjpTangent{T, TPool}"/> needs, E[dy] and E[dy * xhat] over the sample.
/// </summary>
internal readonly unsafe struct NormalizeJvp<T, TPool>(
    Normalized<T> x, T* dy, T* dGain, T* dBias, T* dp, T* dyMean, T* dyCovariance) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPool : struct, IPool
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<V>(int c) where V : unmanaged, ISimd<V, T>
    {
        int channels = x.Shape.C, row = x.Shape.W * channels, h = x.Shape.H / TPool.Size, w = x.Shape.W / TPool.Size;
        V inverse = V.Load(x.Inverse + c), scale = V.Load(x.Gain + c) * inverse, slope = V.Of(x.Slope), zero = V.Of(T.Zero);
        V offset = V.Load(x.Bias + c) - V.Load(x.Mean + c) * scale, center = zero - V.Load(x.Mean + c) * inverse;

        V s0 = zero, s1 = zero, s2 = zero, s3 = zero, q0 = zero, q1 = zero, q2 = zero, q3 = zero;
        T* r = x.Y + c, t = dy + c;
        var k = 0;
        for (; k + 4 <= x.Sample; k += 4, r += 4 * channels, t += 4 * channels)
        {
            V a = V.Load(t), b = V.Load(t + channels), d = V.Load(t + 2 * channels), e = V.Load(t + 3 * channels);
            s0 += a;
            s1 += b;
            s2 += d;
            s3 += e;
            q0 = V.MultiplyAdd(a, V.MultiplyAdd(V.Load(r), inverse, center), q0);
            q1 = V.MultiplyAdd(b, V.MultiplyAdd(V.Load(r + channels), inverse, center), q1);
            q2 = V.MultiplyAdd(d, V.MultiplyAdd(V.Load(r + 2 * channels), inverse, center), q2);
            q3 = V.MultiplyAdd(e, V.MultiplyAdd(V.Load(r + 3 * channels), inverse, center), q3);
        }
        for (; k < x.Sample; k++, r += channels, t += channels)
        {
            var a = V.Load(t);
            s0 += a;
            q0 = V.MultiplyAdd(a, V.MultiplyAdd(V.Load(r), inverse, center), q0);
        }
        V share = x.Sample > 0 ? V.Of(T.One / T.CreateChecked(x.Sample)) : zero;
        V mean = (s0 + s1 + (s2 + s3)) * share, covariance = (q0 + q1 + (q2 + q3)) * share;
        V.Store(mean, dyMean + c);
        V.Store(covariance, dyCovariance + c);

        // dz = scale * (dy - mean - xhat * covariance) + dGain * xhat + dBias = scale * dy + xhat * u + v
        V u = V.Load(dGain + c) - scale * covariance, v = V.Load(dBias + c) - scale * mean;
        var q = dp + c;
        for (var n = 0; n < x.Shape.N; n++)
            for (var i = 0; i < h; i++)
            {
                var start = (long)(n * x.Shape.H + TPool.Size * i) * row + c;
                r = x.Y + start;
                t = dy + start;
                for (var j = 0; j < w; j++, r += TPool.Size * channels, t += TPool.Size * channels, q += channels)
                {
                    V y = V.Load(r), d = V.Load(t), m = V.MultiplyAdd(y, scale, offset);
                    if (TPool.Size == 2)
                    {
                        V y1 = V.Load(r + channels), y2 = V.Load(r + row), y3 = V.Load(r + row + channels);
                        V z0 = m, z1 = V.MultiplyAdd(y1, scale, offset);
                        V z2 = V.MultiplyAdd(y2, scale, offset), z3 = V.MultiplyAdd(y3, scale, offset);
                        m = V.Max(V.Max(z0, z1), V.Max(z2, z3));
                        V e0 = V.Equal(z0, m), e1 = V.Equal(z1, m), e2 = V.Equal(z2, m);
                        y = V.Select(e0, y, V.Select(e1, y1, V.Select(e2, y2, y3)));
                        d = V.Select(e0, d, V.Select(e1, V.Load(t + channels), V.Select(e2, V.Load(t + row), V.Load(t + row + channels))));
                    }
                    var dz = V.MultiplyAdd(d, scale, V.MultiplyAdd(V.MultiplyAdd(y, inverse, center), u, v));
                    V.Store(V.Select(V.Greater(m, zero), dz, dz * slope), q);
                }
            }
    }
}
