using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Computes the gradients by y, gain and bias from that by p. The gradient by y may overwrite y.</summary>
internal readonly unsafe struct NormalizeVjp<T, TPool>(Normalized<T> x, T* gp, T* gy, T* gGain, T* gBias) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPool : struct, IPool
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<V>(int c) where V : unmanaged, ISimd<V, T>
    {
        int channels = x.Shape.C, row = x.Shape.W * channels, h = x.Shape.H / TPool.Size, w = x.Shape.W / TPool.Size;
        V inverse = V.Load(x.Inverse + c), scale = V.Load(x.Gain + c) * inverse, slope = V.Of(x.Slope), zero = V.Of(T.Zero);
        V offset = V.Load(x.Bias + c) - V.Load(x.Mean + c) * scale, center = zero - V.Load(x.Mean + c) * inverse;

        // sum gz, sum gz * xhat; xhat = y * inverse + center
        V s1 = zero, s2 = zero;
        var q = gp + c;
        for (var n = 0; n < x.Shape.N; n++)
            for (var i = 0; i < h; i++)
            {
                var r = x.Y + (long)(n * x.Shape.H + TPool.Size * i) * row + c;
                for (var j = 0; j < w; j++, r += TPool.Size * channels, q += channels)
                {
                    V y = V.Load(r), m = V.MultiplyAdd(y, scale, offset);
                    if (TPool.Size == 2)
                    {
                        V y1 = V.Load(r + channels), y2 = V.Load(r + row), y3 = V.Load(r + row + channels);
                        V z0 = m, z1 = V.MultiplyAdd(y1, scale, offset);
                        V z2 = V.MultiplyAdd(y2, scale, offset), z3 = V.MultiplyAdd(y3, scale, offset);
                        m = V.Max(V.Max(z0, z1), V.Max(z2, z3));
                        y = V.Select(V.Equal(z0, m), y, V.Select(V.Equal(z1, m), y1, V.Select(V.Equal(z2, m), y2, y3)));
                    }
                    var g = V.Load(q);
                    g = V.Select(V.Greater(m, zero), g, g * slope);
                    s1 += g;
                    s2 = V.MultiplyAdd(g, V.MultiplyAdd(y, inverse, center), s2);
                }
            }
        V.Store(s2, gGain + c);
        V.Store(s1, gBias + c);

        // gy = scale * (gz - s1 / sample - xhat * s2 / sample) = scale * gz + y * ky + k1, and scale * gz alone where y is not in the
        // sample.
        V share = x.Sample > 0 ? V.Of(T.One / T.CreateChecked(x.Sample)) : zero;
        V kx = zero - scale * s2 * share, ky = kx * inverse, k1 = V.MultiplyAdd(kx, center, zero - scale * s1 * share);
        q = gp + c;
        for (var n = 0; n < x.Shape.N; n++)
        {
            if (n == x.Rows)
                ky = k1 = zero;
            for (var i = 0; i < h; i++)
            {
                var start = (long)(n * x.Shape.H + TPool.Size * i) * row + c;
                T* r = x.Y + start, d = gy + start;
                for (var j = 0; j < w; j++, r += TPool.Size * channels, d += TPool.Size * channels, q += channels)
                {
                    V y0 = V.Load(r), z0 = V.MultiplyAdd(y0, scale, offset), g = V.Load(q) * scale;
                    if (TPool.Size == 1)
                    {
                        V.Store(V.MultiplyAdd(y0, ky, k1) + V.Select(V.Greater(z0, zero), g, g * slope), d);
                        continue;
                    }
                    V y1 = V.Load(r + channels), y2 = V.Load(r + row), y3 = V.Load(r + row + channels);
                    V z1 = V.MultiplyAdd(y1, scale, offset), z2 = V.MultiplyAdd(y2, scale, offset), z3 = V.MultiplyAdd(y3, scale, offset);
                    var m = V.Max(V.Max(z0, z1), V.Max(z2, z3));
                    g = V.Select(V.Greater(m, zero), g, g * slope);
                    // The first largest of a window takes all, as in torch.
                    V e0 = V.Equal(z0, m), e1 = V.Equal(z1, m), e2 = V.Equal(z2, m);
                    V g1 = V.Select(e0, zero, g), g2 = V.Select(e1, zero, g1), g3 = V.Select(e2, zero, g2);
                    V.Store(V.MultiplyAdd(y0, ky, k1) + V.Select(e0, g, zero), d);
                    V.Store(V.MultiplyAdd(y1, ky, k1) + V.Select(e1, g1, zero), d + channels);
                    V.Store(V.MultiplyAdd(y2, ky, k1) + V.Select(e2, g2, zero), d + row);
                    V.Store(V.MultiplyAdd(y3, ky, k1) + g3, d + row + channels);
                }
                if (TPool.Size == 2 && x.Shape.W % 2 != 0)
                {
                    V.Store(V.MultiplyAdd(V.Load(r), ky, k1), d);
                    V.Store(V.MultiplyAdd(V.Load(r + row), ky, k1), d + row);
                }
            }
            if (TPool.Size == 2 && x.Shape.H % 2 != 0)
            {
                var start = (long)(n * x.Shape.H + x.Shape.H - 1) * row + c;
                for (var j = 0; j < x.Shape.W; j++)
                    V.Store(V.MultiplyAdd(V.Load(x.Y + start + j * channels), ky, k1), gy + start + j * channels);
            }
        }
    }
}
