using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public sealed class LibraryConvolutionTests
{
    // oneDNN wrote beyond its memory for such kernels, and the process died a little later.
    [TestMethod]
    [DataRow(3, 8, 28)]
    [DataRow(4, 8, 28)]
    [DataRow(4, 5, 27)]
    [DataRow(8, 16, 14)]
    public void WeightGradientOfStridedPointwiseKernelsEqualsThatOfAutograd(int channels, int filters, int size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor Draw(params long[] shape) => randn(shape, dtype: ScalarType.Float32, generator: generator);
        var weight = Draw(filters, channels, 1, 1).requires_grad_(true);
        for (var i = 0; i < 20; i++)
        {
            var x = Draw(6, size, size, channels).permute(0, 3, 1, 2);
            var y = F.conv2d(x.contiguous(), weight, strides: [2, 2]);
            var g = Draw(6, y.shape[2], y.shape[3], filters).permute(0, 3, 1, 2);
            var expected = autograd.grad([(y * g).sum()], [weight])[0];
            var actual = LibraryConvolution.Of(stride: 2, padding: 0).WeightGradient(g, x, weight.detach());
            TensorAssert.Close(expected, actual, 1e-3, $"draw {i}");
        }
    }
}
