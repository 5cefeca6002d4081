using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Convolutions of few channels against torch, sums and products of vectors against plain loops.</summary>
[TestClass]
public unsafe class KernelTests
{
    private static IEnumerable<object[]> Convolutions =>
        from c in new (int N, int C, int H, int W, int Filters, int Kernel, int Stride, int Padding)[]
        {
            (2, 1, 28, 28, 64, 3, 1, 1), (1, 3, 9, 11, 48, 3, 1, 1), (2, 1, 10, 7, 5, 3, 2, 1), (3, 2, 8, 8, 17, 1, 1, 0),
            (1, 4, 6, 5, 24, 3, 2, 1), (1, 1, 5, 5, 3, 5, 1, 2),
        }
        from widest in new[] { 512, 256, 64 }
        select new object[] { c.N, c.C, c.H, c.W, c.Filters, c.Kernel, c.Stride, c.Padding, widest };

    [TestMethod]
    [DynamicData(nameof(Convolutions))]
    public void ConvolutionOfFewChannelsEqualsTorch(
        int n, int c, int h, int w, int filters, int kernel, int stride, int padding, int widest)
    {
        using var scope = NewDisposeScope();
        using var buffers = new BufferPool<double>();
        using var generator = new Generator(1);
        var x = randn([n, c, h, w], dtype: ScalarType.Float64, generator: generator);
        var weight = randn([filters, c, kernel, kernel], dtype: ScalarType.Float64, generator: generator).requires_grad_(true);
        var expected = F.conv2d(x, weight, strides: [stride, stride], padding: [padding, padding]);
        var gradient = randn(expected.shape, dtype: ScalarType.Float64, generator: generator);

        Block<double> Block(Tensor t)
        {
            var block = buffers.Rent(new Shape((int)t.shape[0], (int)t.shape[2], (int)t.shape[3], (int)t.shape[1]));
            block.Images.copy_(t.detach());
            return block;
        }
        var (blockX, blockWeight, y, byWeight) = (Block(x), Block(weight), Block(gradient), Block(weight));
        FewChannelConvolution.WeightGradient(blockX, y, byWeight.Data, kernel, stride, padding, buffers, widest);
        TensorAssert.Close(autograd.grad([expected], [weight], [gradient])[0], byWeight.Images, 1e-12, "weight gradient");
        FewChannelConvolution.Forward(blockX, blockWeight.Data, y, kernel, stride, padding, buffers, widest);
        TensorAssert.Close(expected, y.Images, 1e-12, "forward");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(16)]
    [DataRow(45)]
    [DataRow(129)]
    public void VectorsOfAnyLengthAreSummedAndMultiplied(int length)
    {
        var random = new Random(length);
        double[] Draw(int count) => Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5).ToArray();
        var (a, b, c) = (Draw(length), Draw(length), Draw(length));
        double[] sum = [.. a], product = new double[length];
        fixed (double* pa = a, pb = b, pc = c, ps = sum, pp = product)
        {
            Elementwise.AddScaled(ps, 0.3, pb, length);
            Elementwise.AddProduct(pp, pa, -1, pb, pc, length);
            Assert.AreEqual(a.Zip(b, (x, y) => x * y).Sum(), Elementwise.Dot(pa, pb, length), 1e-12);
        }
        TensorAssert.Close(a.Zip(b, (x, y) => x + 0.3 * y).ToArray(), sum, 1e-12, "a + 0.3 b");
        TensorAssert.Close(a.Select((x, i) => x - b[i] * c[i]).ToArray(), product, 1e-12, "a - b c");

        const int Rows = 3, Terms = 4;
        double[] left = Draw(Rows * Terms), right = Draw(Terms * length), wide = Draw(Rows * length);
        double[] plain = new double[Rows * length], transposed = new double[Terms * length], inner = new double[Rows * Rows];
        fixed (double* l = left, r = right, w = wide, p = plain, t = transposed, i = inner)
        {
            Matrix.AddProduct(p, l, r, Rows, Terms, length);
            Matrix.AddTransposedProduct(t, l, w, Terms, Rows, length);
            Matrix.AddProductWithTransposed(i, w, w, Rows, Rows, length);
        }
        void Check(double[] actual, int count, Func<int, int, double> term, string what) =>
            TensorAssert.Close(actual.Select((_, k) => Enumerable.Range(0, count).Sum(j => term(k, j))).ToArray(), actual, 1e-12, what);
        Check(plain, Terms, (k, j) => left[k / length * Terms + j] * right[j * length + k % length], "product");
        Check(transposed, Rows, (k, j) => left[j * Terms + k / length] * wide[j * length + k % length], "transposed product");
        Check(inner, length, (k, j) => wide[k / Rows * length + j] * wide[k % Rows * length + j], "product with transposed");
    }

    [TestMethod]
    public void BuffersAreReusedAndFreed()
    {
        using var scope = NewDisposeScope();
        using (var buffers = new BufferPool<float>())
        {
            var block = buffers.Rent(new Shape(2, 3, 4, 5));
            buffers.Return(block);
            Assert.AreSame(block, buffers.Rent(new Shape(2, 3, 4, 5)));
            Assert.AreNotSame(block, buffers.Rent(new Shape(2, 3, 4, 5)));
            buffers.Return(block);
        }
    }
}
