using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>The side of the square windows of a max pooling that a kernel does in passing; a constant for the compiler.</summary>
internal interface IPool
{
    static abstract int Size { get; }
}

/// <summary>No pooling.</summary>
internal readonly struct Pool1 : IPool
{
    public static int Size => 1;
}

/// <summary>Windows of 2x2, a last odd row or column left out.</summary>
internal readonly struct Pool2 : IPool
{
    public static int Size => 2;
}

/// <summary>
/// What the kernels below work on: z = gain * (y - mean) * inverse + bias per channel, then the rectifier of a slope for negative values,
/// then max pooling to p. The mean and the inverse standard deviation are those of the first <see cref="Rows"/> examples, constant if that
/// is 0.
/// </summary>
/// <remarks>
/// Vectors per channel have length C. y and its like have the shape <see cref="Shape"/>, p and its like that shape pooled.
/// </remarks>
internal readonly unsafe struct Normalized<T>(Shape shape, int rows, T slope, T* y, T* mean, T* inverse, T* gain, T* bias) where T : unmanaged
{
    public readonly Shape Shape = shape;
    public readonly int Rows = rows;
    public readonly T Slope = slope;
    public readonly T* Y = y, Mean = mean, Inverse = inverse, Gain = gain, Bias = bias;

    /// <summary>The scalars that the moments are taken over, per channel.</summary>
    public int Sample => Rows * Shape.H * Shape.W;
}

/// <summary>mean = E[y], inverse = 1 / sqrt(Var[y] + epsilon) over positions x channels of y.</summary>
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
            V a = V.Load(r) - shift, b = V.Load(r + channels) - shift, d = V.Load(r + 2 * channels) - shift, e = V.Load(r + 3 * channels) - shift;
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

/// <summary>p from y.</summary>
internal readonly unsafe struct NormalizeForward<T, TPool>(Normalized<T> x, T* p) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPool : struct, IPool
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<V>(int c) where V : unmanaged, ISimd<V, T>
    {
        int channels = x.Shape.C, row = x.Shape.W * channels, h = x.Shape.H / TPool.Size, w = x.Shape.W / TPool.Size;
        V scale = V.Load(x.Gain + c) * V.Load(x.Inverse + c), offset = V.Load(x.Bias + c) - V.Load(x.Mean + c) * scale, slope = V.Of(x.Slope), zero = V.Of(T.Zero);
        var q = p + c;
        for (var n = 0; n < x.Shape.N; n++)
            for (var i = 0; i < h; i++)
            {
                var r = x.Y + (long)(n * x.Shape.H + TPool.Size * i) * row + c;
                for (var j = 0; j < w; j++, r += TPool.Size * channels, q += channels)
                {
                    var z = V.MultiplyAdd(V.Load(r), scale, offset);
                    if (TPool.Size == 2)
                        z = V.Max(
                            V.Max(z, V.MultiplyAdd(V.Load(r + channels), scale, offset)),
                            V.Max(V.MultiplyAdd(V.Load(r + row), scale, offset), V.MultiplyAdd(V.Load(r + row + channels), scale, offset)));
                    V.Store(V.Select(V.Greater(z, zero), z, z * slope), q);
                }
            }
    }
}

/// <summary>From the gradient by p: the gradients by y, gain and bias. The gradient by y may overwrite y.</summary>
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
                        V z0 = m, z1 = V.MultiplyAdd(y1, scale, offset), z2 = V.MultiplyAdd(y2, scale, offset), z3 = V.MultiplyAdd(y3, scale, offset);
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

/// <summary>
/// From the tangents of y, gain and bias: the tangent of p, and per channel the moments of the tangent that
/// <see cref="NormalizeVjpTangent{T, TPool}"/> needs: E[dy] and E[dy * xhat], over the sample.
/// </summary>
internal readonly unsafe struct NormalizeJvp<T, TPool>(Normalized<T> x, T* dy, T* dGain, T* dBias, T* dp, T* dyMean, T* dyCovariance) : IKernel<T>
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
                        V z0 = m, z1 = V.MultiplyAdd(y1, scale, offset), z2 = V.MultiplyAdd(y2, scale, offset), z3 = V.MultiplyAdd(y3, scale, offset);
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

/// <summary>The tangents of the gradients by y, gain and bias, from all that the other kernels read and wrote.</summary>
internal readonly unsafe struct NormalizeVjpTangent<T, TPool>(
    Normalized<T> x, T* gp, T* gGain, T* gBias, T* dy, T* dGain, T* dyMean, T* dyCovariance, T* dgp, T* dgy, T* dgGain, T* dgBias) : IKernel<T>
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
                        V z0 = m, z1 = V.MultiplyAdd(y1, scale, offset), z2 = V.MultiplyAdd(y2, scale, offset), z3 = V.MultiplyAdd(y3, scale, offset);
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
                for (var j = 0; j < w; j++, r += TPool.Size * channels, t += TPool.Size * channels, d += TPool.Size * channels, q += channels, dq += channels)
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
