using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>What the engine relies on TorchScript to do.</summary>
[TestClass]
public sealed class TorchScriptTests
{
    private const string Script = """
        def by_input(g, x, w):
            r = torch.convolution_backward(g, x, w, None, [1,1], [1,1], [1,1], False, [0,0], 1, [True,False,False])
            return r[0]

        def by_both(g, x, w, stride: int, padding: int):
            return torch.convolution_backward(g, x, w, None, [stride,stride], [padding,padding], [1,1], False, [0,0], 1, [True,True,False])

        def add(a, b):
            return a + b

        def joined(parts: List[Tensor]):
            return torch.cat(parts)

        def parts(a):
            return [a, a + 1]

        def is_absent(a: Optional[Tensor]):
            return a is None

        def nothing(a: Optional[Tensor]):
            return a

        def of_lengths(a: List[int]):
            return torch.zeros(a)

        """;

    private static readonly jit.CompilationUnit s_unit = jit.compile(Script);

    [TestMethod]
    [DataRow(ScalarType.Float32, false)]
    [DataRow(ScalarType.Float32, true)]
    [DataRow(ScalarType.Float64, false)]
    public void GradientsOfAConvolutionAreThoseOfAutograd(ScalarType type, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(7);
        var x = Image(channelsLast, type, random, 5, 8, 9, 9).requires_grad_(true);
        var w = Image(channelsLast, type, random, 16, 8, 3, 3).requires_grad_(true);
        var g = Image(channelsLast, type, random, 5, 16, 9, 9);
        var expected = autograd.grad([F.conv2d(x, w, strides: [1, 1], padding: [1, 1])], [x, w], [g]);
        using var _ = no_grad();

        var byInput = s_unit.invoke<Tensor>("by_input", g, x, w);
        var (first, second, third) = s_unit.invoke<(Tensor, Tensor, Tensor)>("by_both", g, x, w, 1, 1);

        double tolerance = type == ScalarType.Float64 ? 1e-13 : 1e-6;
        TensorAssert.Close(expected[0], byInput, tolerance, "by input");
        TensorAssert.Close(expected[0], first, tolerance, "by input, of both");
        TensorAssert.Close(expected[1], second, tolerance, "by weight");
        CollectionAssert.AreEqual(expected[0].stride(), byInput.stride());
        Assert.AreEqual(type, byInput.dtype);
        Assert.IsFalse(byInput.requires_grad);
        Assert.IsTrue(third.IsInvalid);
    }

    [TestMethod]
    public void ValuesGoInAndOut()
    {
        using var scope = NewDisposeScope();
        var a = ones(2);
        var parts = s_unit.invoke<Tensor[]>("parts", a).Select(part => part.sum().ToNumber() / 2).ToArray();
        CollectionAssert.AreEqual(new double[] { 1, 2 }, parts);
        Assert.AreEqual(5, s_unit.invoke<Tensor>("joined", [new[] { a, ones(3) }]).shape[0]);
        Assert.AreEqual(5, s_unit.invoke<Tensor, Tensor>("joined", a, ones(3)).shape[0], "arguments of one type are one list");
        using var ofNull = s_unit.invoke<Scalar>("is_absent", [null!]);
        using var ofTensor = s_unit.invoke<Scalar>("is_absent", a);
        Assert.IsTrue(ofNull.ToBoolean());
        Assert.IsFalse(ofTensor.ToBoolean());
        Assert.IsNull(s_unit.invoke("nothing", [null!]));
    }

    [TestMethod]
    public void ResultsBelongToTheScope()
    {
        Tensor sum;
        using (var scope = NewDisposeScope())
        {
            sum = s_unit.invoke<Tensor>("add", ones(2), ones(2));
            Assert.IsTrue(scope.Contains(sum));
        }
        Assert.IsTrue(sum.IsInvalid);
    }

    [TestMethod]
    public void FailuresAreExceptions()
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsExactly<ExternalException>(() => s_unit.invoke<Tensor>("add", ones(2), ones(3)));
        StringAssert.Contains(error.Message, "must match the size");
        Assert.ThrowsExactly<ExternalException>(() => s_unit.invoke<Tensor>("add", ones(2)));
        var refusal = Assert.ThrowsExactly<NotImplementedException>(() => s_unit.invoke<Tensor>("of_lengths", new long[] { 2, 3 }));
        StringAssert.Contains(refusal.Message, "Int64[]");
    }

    /// <summary>Half of the threads record gradients, half do not, and no one's setting reaches another.</summary>
    [TestMethod]
    public void ThreadsShareAUnit()
    {
        using var unit = jit.compile(Script);
        var wrong = new ConcurrentQueue<string>();
        var threads = Enumerable.Range(0, 4).Select(index => new Thread(() =>
        {
            try
            {
                using var mode = set_grad_enabled(index % 2 == 0);
                for (int i = 0; i < 500; i++)
                {
                    using var scope = NewDisposeScope();
                    var a = ones(3).Times(index).requires_grad_(true);
                    var sum = unit.invoke<Tensor>("add", a, a);
                    if (sum.requires_grad != (index % 2 == 0) || TensorAssert.Values(sum).Any(value => value != 2 * index))
                        wrong.Enqueue($"thread {index}, call {i}: {sum}");
                }
            }
            catch (Exception error)
            {
                wrong.Enqueue(error.Message);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.IsTrue(wrong.IsEmpty, string.Join('\n', wrong.Take(5)));
    }

    private static Tensor Image(bool channelsLast, ScalarType type, Generator random, params long[] shape)
    {
        var image = randn(shape, dtype: type, generator: random);
        return channelsLast ? image.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : image;
    }
}
