using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Computes the tangents of the gradients by y, gain and bias, from what the other kernels read and wrote.</summary>
internal readonly unsafe struct NormalizeVjpTangent<T, TPool>(
    Normalized<T> x, T* gp, T* gGain, T* gBias, T* dy, T* dGain, T* dyMean, T* dyCovariance, T* dgp, T* dgy, T* dgGain, T* dgBias)
    : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPool : struct, IPool
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<V>(int c) where V : unmanaged, ISimd<V, T>
    {
        int channels = x.Shape.C, row = x.Shape.W * channels, h = x.Shape.H / TPool.Size, w = x.Shape.W / TPool.Size;
        V inverse = V.Load(x.Inverse + c), scale = V.Load(x.Gain + c) * inverse, slope = V.Of(x.Slope), zero = V.Of(T.Zero);
        V offset = V.Load(x.Bias + c) - V.Load(x.Mean + c) * scale, center = zero - V.Load(x.Mean + c) * inverse;
        V mean = V.Load(dyMean + c), covariance = V.Load(dyCovariance + c);

        // d1 = sum dgz, d2 = sum (dgz * xhat + gz * dxhat); dxhat = inverse * (dy - mean - xhat * covariance)
        V d1 = zero, d2 = zero;
        T* q = gp + c, dq = dgp + c;
        for (var n = 0; n < x.Shape.N; n++)
            for (var i = 0; i < h; i++)
            {
                var start = (long)(n * x.Shape.H + TPool.Size * i) * row + c;
                T* r = x.Y + start, t = dy + start;
                for (var j = 0; j < w; j++, r += TPool.Size * channels, t += TPool.Size * channels, q += channels, dq += channels)
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
                    var factor = V.Select(V.Greater(m, zero), V.Of(T.One), slope);
                    var xhat = V.MultiplyAdd(y, inverse, center);
                    d2 = V.MultiplyAdd(V.Load(q) * factor, inverse * (d - mean - xhat * covariance), d2);
                    var dg = V.Load(dq) * factor;
                    d1 += dg;
                    d2 = V.MultiplyAdd(dg, xhat, d2);
                }
            }
        V.Store(d2, dgGain + c);
        V.Store(d1, dgBias + c);

        // gy = scale * (gz - s1 - xhat * s2), where s1 and s2 are means over the sample and dscale = dGain * inverse - scale * inverse *
        // covariance, so dgy = dscale * (gz - s1 - xhat * s2) + scale * (dgz - d1 - dxhat * s2 - xhat * d2)
        //     = dscale * gz + scale * dgz + dy * kd + y * ky + k1, the last three terms in the sample alone.
        V share = x.Sample > 0 ? V.Of(T.One / T.CreateChecked(x.Sample)) : zero;
        V s1 = V.Load(gBias + c) * share, s2 = V.Load(gGain + c) * share;
        d1 *= share;
        d2 *= share;
        var dscale = V.Load(dGain + c) * inverse - scale * inverse * covariance;
        var kd = zero - scale * s2 * inverse;
        V kx = zero - dscale * s2 - scale * d2 - kd * covariance, ky = kx * inverse;
        var k1 = V.MultiplyAdd(kx, center, zero - dscale * s1 - scale * d1 - kd * mean);
        q = gp + c;
        dq = dgp + c;
        for (var n = 0; n < x.Shape.N; n++)
        {
            if (n == x.Rows)
                kd = ky = k1 = zero;
            for (var i = 0; i < h; i++)
            {
                var start = (long)(n * x.Shape.H + TPool.Size * i) * row + c;
                T* r = x.Y + start, t = dy + start, d = dgy + start;
                for (var j = 0; j < w;
                    j++, r += TPool.Size * channels, t += TPool.Size * channels, d += TPool.Size * channels, q += channels, dq += channels)
                {
                    V y0 = V.Load(r), z0 = V.MultiplyAdd(y0, scale, offset), g = V.MultiplyAdd(V.Load(dq), scale, V.Load(q) * dscale);
                    if (TPool.Size == 1)
                    {
                        V.Store(V.MultiplyAdd(V.Load(t), kd, V.MultiplyAdd(y0, ky, k1)) + V.Select(V.Greater(z0, zero), g, g * slope), d);
                        continue;
                    }
                    V y1 = V.Load(r + channels), y2 = V.Load(r + row), y3 = V.Load(r + row + channels);
                    V z1 = V.MultiplyAdd(y1, scale, offset), z2 = V.MultiplyAdd(y2, scale, offset), z3 = V.MultiplyAdd(y3, scale, offset);
                    var m = V.Max(V.Max(z0, z1), V.Max(z2, z3));
                    g = V.Select(V.Greater(m, zero), g, g * slope);
                    V e0 = V.Equal(z0, m), e1 = V.Equal(z1, m), e2 = V.Equal(z2, m);
                    V g1 = V.Select(e0, zero, g), g2 = V.Select(e1, zero, g1), g3 = V.Select(e2, zero, g2);
                    V.Store(V.MultiplyAdd(V.Load(t), kd, V.MultiplyAdd(y0, ky, k1)) + V.Select(e0, g, zero), d);
                    V.Store(V.MultiplyAdd(V.Load(t + channels), kd, V.MultiplyAdd(y1, ky, k1)) + V.Select(e1, g1, zero), d + channels);
                    V.Store(V.MultiplyAdd(V.Load(t + row), kd, V.MultiplyAdd(y2, ky, k1)) + V.Select(e2, g2, zero), d + row);
                    V.Store(V.MultiplyAdd(V.Load(t + row + channels), kd, V.MultiplyAdd(y3, ky, k1)) + g3, d + row + channels);
                }
                if (TPool.Size == 2 && x.Shape.W % 2 != 0)
                {
                    V.Store(V.MultiplyAdd(V.Load(t), kd, V.MultiplyAdd(V.Load(r), ky, k1)), d);
                    V.Store(V.MultiplyAdd(V.Load(t + row), kd, V.MultiplyAdd(V.Load(r + row), ky, k1)), d + row);
                }
            }
            if (TPool.Size == 2 && x.Shape.H % 2 != 0)
            {
                var start = (long)(n * x.Shape.H + x.Shape.H - 1) * row + c;
                for (var j = 0; j < x.Shape.W; j++)
                {
                    var at = start + j * channels;
                    V.Store(V.MultiplyAdd(V.Load(dy + at), kd, V.MultiplyAdd(V.Load(x.Y + at), ky, k1)), dgy + at);
                }
            }
        }
    }
}
