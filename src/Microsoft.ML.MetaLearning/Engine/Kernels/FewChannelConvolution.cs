using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Computes convolutions of images of few channels, as the first layer of a network has them. Those of torch are made for many channels,
/// and write large results to fresh memory each time.
/// </summary>
internal static unsafe class FewChannelConvolution
{
    /// <summary>The most products per result for which it is faster.</summary>
    public const int LargestTaps = 64;

    /// <summary>The taps that the weight gradient sums at once: as many as a 3x3 kernel of one channel has.</summary>
    private const int TapGroup = 9;

    /// <summary>Computes y = x * weight. x: [n, h, w, c], weight: [filters, kernel, kernel, c].</summary>
    public static void Forward<T>(
        Block<T> x, T* weight, Block<T> y, int kernel, int stride, int padding, BufferPool<T> buffers, int widest = Simd.Widest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int taps = kernel * kernel * x.Shape.C, filters = y.Shape.C;
        var padded = Pad(x, padding, buffers);
        var byTap = buffers.Rent(new Shape(1, 1, taps, filters));
        for (var t = 0; t < taps; t++)
            for (var f = 0; f < filters; f++)
                byTap.Data[t * filters + f] = weight[f * taps + t];
        Simd.Run<T, ForwardKernel<T>>(filters, new(padded.Shape, padded.Data, byTap.Data, y.Shape, y.Data, kernel, stride), widest);
        buffers.Return(byTap);
        buffers.Return(padded);
    }

    /// <summary>Computes the gradient by the weight, [filters, kernel, kernel, c], from the gradient by y.</summary>
    public static void WeightGradient<T>(
        Block<T> x, Block<T> gy, T* gradient, int kernel, int stride, int padding, BufferPool<T> buffers, int widest = Simd.Widest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int taps = kernel * kernel * x.Shape.C, filters = gy.Shape.C, groups = (taps + TapGroup - 1) / TapGroup;
        var padded = Pad(x, padding, buffers);
        var byTap = buffers.RentZeroed(new Shape(1, 1, groups * TapGroup, filters));
        var offsets = stackalloc int[groups * TapGroup];
        for (var t = 0; t < groups * TapGroup; t++)
        {
            // Taps beyond the last repeat the first; their sums are not read.
            var row = t < taps ? t / (kernel * x.Shape.C) : 0;
            offsets[t] = t < taps ? row * padded.Shape.W * x.Shape.C + t % (kernel * x.Shape.C) : 0;
        }
        var kernels = new WeightKernel<T>(padded.Shape, padded.Data, offsets, groups, byTap.Data, gy.Shape, gy.Data, stride);
        Simd.Run<T, WeightKernel<T>>(filters, kernels, widest);
        for (var t = 0; t < taps; t++)
            for (var f = 0; f < filters; f++)
                gradient[f * taps + t] = byTap.Data[t * filters + f];
        buffers.Return(byTap);
        buffers.Return(padded);
    }

    /// <summary>Returns the shape of the padded copy of x that both functions read.</summary>
    public static Shape Padded(Shape x, int padding) => x with { H = x.H + 2 * padding, W = x.W + 2 * padding };

    private static Block<T> Pad<T>(Block<T> x, int padding, BufferPool<T> buffers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var s = x.Shape;
        var padded = buffers.RentZeroed(Padded(s, padding));
        var row = s.W * s.C;
        for (var n = 0; n < s.N; n++)
            for (var i = 0; i < s.H; i++)
                new ReadOnlySpan<T>(x.Data + (long)(n * s.H + i) * row, row)
                    .CopyTo(new Span<T>(padded.Data + ((long)(n * padded.Shape.H + i + padding) * padded.Shape.W + padding) * s.C, row));
        return padded;
    }

    private readonly struct ForwardKernel<T>(Shape input, T* x, T* weight, Shape output, T* y, int kernel, int stride) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(int f) where V : unmanaged, ISimd<V, T>
        {
            int filters = output.C, row = input.W * input.C, run = kernel * input.C, step = stride * input.C;
            for (var n = 0; n < output.N; n++)
                for (var i = 0; i < output.H; i++)
                {
                    var start = x + (long)(n * input.H + stride * i) * row;
                    var r = y + (long)(n * output.H + i) * output.W * filters + f;
                    var j = 0;
                    // Eight pixels at once: enough independent chains of additions to keep two units busy.
                    for (; j + 8 <= output.W; j += 8, start += 8 * step, r += 8 * filters)
                    {
                        V s0 = V.Of(T.Zero), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
                        var w = weight + f;
                        for (var k = 0; k < kernel; k++)
                        {
                            var p = start + k * row;
                            for (var t = 0; t < run; t++, p++, w += filters)
                            {
                                var v = V.Load(w);
                                s0 = V.MultiplyAdd(V.Of(p[0]), v, s0);
                                s1 = V.MultiplyAdd(V.Of(p[step]), v, s1);
                                s2 = V.MultiplyAdd(V.Of(p[2 * step]), v, s2);
                                s3 = V.MultiplyAdd(V.Of(p[3 * step]), v, s3);
                                s4 = V.MultiplyAdd(V.Of(p[4 * step]), v, s4);
                                s5 = V.MultiplyAdd(V.Of(p[5 * step]), v, s5);
                                s6 = V.MultiplyAdd(V.Of(p[6 * step]), v, s6);
                                s7 = V.MultiplyAdd(V.Of(p[7 * step]), v, s7);
                            }
                        }
                        V.Store(s0, r);
                        V.Store(s1, r + filters);
                        V.Store(s2, r + 2 * filters);
                        V.Store(s3, r + 3 * filters);
                        V.Store(s4, r + 4 * filters);
                        V.Store(s5, r + 5 * filters);
                        V.Store(s6, r + 6 * filters);
                        V.Store(s7, r + 7 * filters);
                    }
                    for (; j < output.W; j++, start += step, r += filters)
                    {
                        var sum = V.Of(T.Zero);
                        var w = weight + f;
                        for (var k = 0; k < kernel; k++)
                            for (var t = 0; t < run; t++, w += filters)
                                sum = V.MultiplyAdd(V.Of(start[k * row + t]), V.Load(w), sum);
                        V.Store(sum, r);
                    }
                }
        }
    }

    private readonly struct WeightKernel<T>(Shape input, T* x, int* offsets, int groups, T* gradient, Shape output, T* gy, int stride)
        : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(int f) where V : unmanaged, ISimd<V, T>
        {
            int filters = output.C, row = input.W * input.C, step = stride * input.C;
            for (var n = 0; n < output.N; n++)
                for (var i = 0; i < output.H; i++)
                    for (var group = 0; group < groups; group++)
                    {
                        var o = offsets + group * TapGroup;
                        int o0 = o[0], o1 = o[1], o2 = o[2], o3 = o[3], o4 = o[4], o5 = o[5], o6 = o[6], o7 = o[7], o8 = o[8];
                        var w = gradient + group * TapGroup * filters + f;
                        V s0 = V.Load(w), s1 = V.Load(w + filters), s2 = V.Load(w + 2 * filters);
                        V s3 = V.Load(w + 3 * filters), s4 = V.Load(w + 4 * filters), s5 = V.Load(w + 5 * filters);
                        V s6 = V.Load(w + 6 * filters), s7 = V.Load(w + 7 * filters), s8 = V.Load(w + 8 * filters);
                        T* p = x + (long)(n * input.H + stride * i) * row, r = gy + (long)(n * output.H + i) * output.W * filters + f;
                        for (var j = 0; j < output.W; j++, p += step, r += filters)
                        {
                            var g = V.Load(r);
                            s0 = V.MultiplyAdd(V.Of(p[o0]), g, s0);
                            s1 = V.MultiplyAdd(V.Of(p[o1]), g, s1);
                            s2 = V.MultiplyAdd(V.Of(p[o2]), g, s2);
                            s3 = V.MultiplyAdd(V.Of(p[o3]), g, s3);
                            s4 = V.MultiplyAdd(V.Of(p[o4]), g, s4);
                            s5 = V.MultiplyAdd(V.Of(p[o5]), g, s5);
                            s6 = V.MultiplyAdd(V.Of(p[o6]), g, s6);
                            s7 = V.MultiplyAdd(V.Of(p[o7]), g, s7);
                            s8 = V.MultiplyAdd(V.Of(p[o8]), g, s8);
                        }
                        V.Store(s0, w);
                        V.Store(s1, w + filters);
                        V.Store(s2, w + 2 * filters);
                        V.Store(s3, w + 3 * filters);
                        V.Store(s4, w + 4 * filters);
                        V.Store(s5, w + 5 * filters);
                        V.Store(s6, w + 6 * filters);
                        V.Store(s7, w + 7 * filters);
                        V.Store(s8, w + 8 * filters);
                    }
        }
    }
}
