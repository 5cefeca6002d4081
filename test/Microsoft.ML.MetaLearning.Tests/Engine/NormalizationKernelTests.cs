using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// The four functions of normalization, rectifier and pooling against torch in double precision, for every width of vectors and awkward
/// shapes.
/// </summary>
[TestClass]
public unsafe class NormalizationKernelTests
{
    private const double Step = 1e-6;

    private static IEnumerable<object[]> Cases =>
        from shape in new (int N, int H, int W, int C, int Rows)[]
        {
            (2, 4, 6, 16, 2), (1, 5, 7, 17, 1), (3, 3, 2, 40, 2), (4, 2, 2, 3, 3), (3, 4, 5, 25, 0),
        }
        from pool in new[] { 1, 2 }
        from slope in new[] { 0.0, 0.1 }
        from widest in new[] { 512, 256, 64 }
        select new object[] { shape.N, shape.H, shape.W, shape.C, shape.Rows, pool, slope, widest };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void AllFourFunctionsEqualTorch(int n, int h, int w, int c, int rows, int pool, double slope, int widest)
    {
        Compare<double>(new Shape(n, h, w, c), rows, pool, slope, widest, exact: 1e-12, differences: 1e-7);
        Compare<float>(new Shape(n, h, w, c), rows, pool, slope, widest, exact: 1e-5, differences: 2e-5);
    }

    private static void Compare<T>(Shape shape, int rows, int pool, double slope, int widest, double exact, double differences)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        using var buffers = new BufferPool<T>();
        using var generator = new Generator(3);
        Tensor Draw(params long[] size) => randn(size, dtype: ScalarType.Float64, generator: generator);
        long[] input = [shape.N, shape.C, shape.H, shape.W], output = [shape.N, shape.C, shape.H / pool, shape.W / pool];
        Tensor y = Draw(input), gain = Draw(shape.C), bias = Draw(shape.C), gp = Draw(output);
        Tensor dy = Draw(input), dGain = Draw(shape.C), dBias = Draw(shape.C), dgp = Draw(output);
        // Without rows to take moments of they are given, and constant.
        Tensor givenMean = Draw(shape.C), givenInverse = Draw(shape.C).abs().Plus(0.5);

        Tensor Forward(Tensor y, Tensor gain, Tensor bias)
        {
            var sample = y.narrow(0, 0, Math.Max(rows, 1));
            var mean = rows > 0 ? sample.mean([0, 2, 3]) : givenMean;
            var inverse = rows > 0 ? sample.var([0, 2, 3], unbiased: false).Plus(Normalizer.Epsilon).rsqrt() : givenInverse;
            var z = ((y - mean.view(1, -1, 1, 1)) * (inverse * gain).view(1, -1, 1, 1)).Plus(bias.view(1, -1, 1, 1));
            z = z.relu() - (-z).relu().Times(slope);
            return pool == 2 ? F.max_pool2d(z, 2) : z;
        }
        Tensor[] Vjp(double step)
        {
            Tensor Leaf(Tensor x, Tensor dx) => x.Plus(dx, step).requires_grad_(true);
            Tensor[] leaves = [Leaf(y, dy), Leaf(gain, dGain), Leaf(bias, dBias)];
            return autograd.grad([Forward(leaves[0], leaves[1], leaves[2])], leaves, [gp.Plus(dgp, step)]).ToArray();
        }
        Tensor Difference(Func<double, Tensor> f) => (f(Step) - f(-Step)).Over(2 * Step);

        Block<T> Block(Tensor t)
        {
            var images = t.dim() == 4 ? t : t.view(1, -1, 1, 1);
            var size = images.shape.Select(s => (int)s).ToArray();
            var block = buffers.Rent(new Shape(size[0], size[2], size[3], size[1]));
            block.Images.copy_(images);
            return block;
        }
        var (blockY, blockGain, blockBias, blockGp) = (Block(y), Block(gain), Block(bias), Block(gp));
        var (blockDy, blockDGain, blockDBias, blockDgp) = (Block(dy), Block(dGain), Block(dBias), Block(dgp));
        var (mean, inverse) = (Block(givenMean), Block(givenInverse));
        void Run<TKernel>(TKernel kernel) where TKernel : struct, IKernel<T> => Simd.Run<T, TKernel>(shape.C, kernel, widest);
        if (rows > 0)
            Run(new MomentsKernel<T>(
                rows * shape.H * shape.W, shape.C, blockY.Data, mean.Data, inverse.Data, T.CreateChecked(Normalizer.Epsilon)));
        var operands = new Normalized<T>(
            shape, rows, T.CreateChecked(slope), blockY.Data, mean.Data, inverse.Data, blockGain.Data, blockBias.Data);
        var (p, gy, gGain, gBias) = (Block(gp), Block(y), Block(gain), Block(gain));
        var (dp, dMean, dCovariance) = (Block(gp), Block(gain), Block(gain));
        var (dgy, dgGain, dgBias) = (Block(y), Block(gain), Block(gain));
        void RunAll<TPool>() where TPool : struct, IPool
        {
            Run(new NormalizeForward<T, TPool>(operands, p.Data));
            Run(new NormalizeVjp<T, TPool>(operands, blockGp.Data, gy.Data, gGain.Data, gBias.Data));
            Run(new NormalizeJvp<T, TPool>(
                operands, blockDy.Data, blockDGain.Data, blockDBias.Data, dp.Data, dMean.Data, dCovariance.Data));
            Run(new NormalizeVjpTangent<T, TPool>(
                operands, blockGp.Data, gGain.Data, gBias.Data, blockDy.Data, blockDGain.Data, dMean.Data, dCovariance.Data,
                blockDgp.Data, dgy.Data, dgGain.Data, dgBias.Data));
        }
        if (pool == 2)
            RunAll<Pool2>();
        else
            RunAll<Pool1>();

        var what = $"{typeof(T).Name} {shape}, {widest} bits";
        void Check(Tensor expected, Block<T> actual, double tolerance, string name) =>
            TensorAssert.Close(TensorAssert.Values(expected), TensorAssert.Values(actual.Images), tolerance, $"{what}: {name}");
        Check(Forward(y, gain, bias), p, exact, "forward");
        Check(Difference(s => Forward(y.Plus(dy, s), gain.Plus(dGain, s), bias.Plus(dBias, s))), dp, differences, "tangent");
        var vjp = Vjp(0);
        foreach (var (i, gradient, tangent, name) in new[] { (0, gy, dgy, "y"), (1, gGain, dgGain, "gain"), (2, gBias, dgBias, "bias") })
        {
            Check(vjp[i], gradient, exact, $"gradient by {name}");
            Check(Difference(s => Vjp(s)[i]), tangent, differences, $"tangent of the gradient by {name}");
        }
    }
}
