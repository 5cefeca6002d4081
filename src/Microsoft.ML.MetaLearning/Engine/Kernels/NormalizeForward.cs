using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Computes p from y.</summary>
internal readonly unsafe struct NormalizeForward<T, TPool>(Normalized<T> x, T* p) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TPool : struct, IPool
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<V>(int c) where V : unmanaged, ISimd<V, T>
    {
        int channels = x.Shape.C, row = x.Shape.W * channels, h = x.Shape.H / TPool.Size, w = x.Shape.W / TPool.Size;
        V scale = V.Load(x.Gain + c) * V.Load(x.Inverse + c), offset = V.Load(x.Bias + c) - V.Load(x.Mean + c) * scale;
        V slope = V.Of(x.Slope), zero = V.Of(T.Zero);
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
