using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class TensorArithmeticTests
{
    // As many as make several vectors and a rest.
    private static readonly float[] s_values = Enumerable.Range(1, 75).Select(i => i * 0.37f - 9.1f).ToArray();

    private const float Third = 1 / 3f;

    [TestMethod]
    public void OfTensorsAndNumbersIsThatOfSinglePrecision()
    {
        using var scope = NewDisposeScope();
        var y = tensor(s_values).flip(0);
        Equal(x => x.Plus(y), (x, i) => x + s_values[^(i + 1)]);
        Equal(x => x.Plus(y, -0.5), (x, i) => x - 0.5f * s_values[^(i + 1)]);
        Equal(x => x.Plus(1d / 3), (x, _) => x + Third);
        Equal(x => x.Plus(3), (x, _) => x + 3);
        Equal(x => x.Minus(1d / 3), (x, _) => x - Third);
        Equal(x => x.Minus(3), (x, _) => x - 3);
        Equal(x => x.OneMinus(), (x, _) => 1 - x);
        Equal(x => x.Times(1d / 3), (x, _) => x * Third);
        Equal(x => x.Times(3), (x, _) => x * 3);
        Equal(x => x.Over(1d / 3), (x, _) => x / Third);
        Equal(x => x.Over(3), (x, _) => x / 3);
        Equal(x => x.Squared(), (x, _) => x * x);
        Equal(x => x.Power(3), (x, _) => x * x * x);
        Equal(x => x.AtLeast(0.5), (x, _) => Math.Max(x, 0.5f));
    }

    [TestMethod]
    public void InPlaceChangesTheTensor()
    {
        using var scope = NewDisposeScope();
        var y = tensor(s_values).flip(0);
        EqualInPlace(x => x.AddInPlace(y), (x, i) => x + s_values[^(i + 1)]);
        EqualInPlace(x => x.AddInPlace(y, 0.25), (x, i) => x + 0.25f * s_values[^(i + 1)]);
        EqualInPlace(x => x.MultiplyInPlace(1d / 3), (x, _) => x * Third);
        EqualInPlace(x => x.DivideInPlace(3), (x, _) => x / 3);
        EqualInPlace(x => x.ClampInPlace(-2, 3), (x, _) => Math.Clamp(x, -2, 3));
    }

    [TestMethod]
    public void ComparesElements()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2.0, 3.0 });
        CollectionAssert.AreEqual(new[] { false, false, true }, x.IsAbove(2).data<bool>().ToArray());
        CollectionAssert.AreEqual(new[] { false, true, true }, x.IsAtLeast(2).data<bool>().ToArray());
    }

    [TestMethod]
    public void IntegersStayIntegers()
    {
        using var scope = NewDisposeScope();
        var x = TensorArithmetic.Range(4);
        CollectionAssert.AreEqual(new long[] { 0, 1, 2, 3 }, x.data<long>().ToArray());
        CollectionAssert.AreEqual(new long[] { 5, 8, 11, 14 }, x.Times(3).Plus(6).Minus(1).data<long>().ToArray());
    }

    [TestMethod]
    public void ATensorOfOneElementIsANumber()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(0.1f, tensor(0.1f).ToNumber());
        Assert.AreEqual(0.1, tensor(new[] { 0.1 }).ToNumber());
        Assert.AreEqual(long.MaxValue, tensor(long.MaxValue).ToInteger());
    }

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    public void ATypeIsKept(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var x = TensorArithmetic.Filled([2], 0.1, type);
        Tensor[] results =
        [
            x, x.Plus(0.1), x.Minus(0.1), x.OneMinus(), x.Times(0.1), x.Over(0.1), x.Squared(), x.Power(1.5), x.AtLeast(1), x.Plus(x, 0.1)
        ];
        Assert.IsTrue(results.All(r => r.dtype == type));
        Assert.AreEqual(type == ScalarType.Float32 ? 0.1f : 0.1, x[0].ToNumber());
    }

    /// <summary>TorchSharp's own operators fail about once in 3,000 such calls.</summary>
    [TestMethod]
    [TestCategory("Slow")]
    public void HalfAMillionCallsBesideTheGarbageCollectorAreRight()
    {
        const int Threads = 2, Rounds = 28_000, CallsPerRound = 9;
        var failures = 0;
        using (new CollectingThread())
            Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ =>
            {
                using var scope = NewDisposeScope();
                var (x, y) = (TensorArithmetic.Filled([4], 3, ScalarType.Float32), TensorArithmetic.Filled([4], 2, ScalarType.Float32));
                for (var i = 0; i < Rounds; i++)
                {
                    using var round = NewDisposeScope();
                    // ((3 - 0.5 * 2 + 2) * 1.5 / 3 - 0.5 + 1)^2 = 6.25, then 1 - 6.25
                    if (x.Plus(y, -0.5).Plus(y).Times(1.5).Over(3).Minus(0.5).Plus(1.0).Squared().OneMinus()[0].ToNumber() != -5.25)
                        Interlocked.Increment(ref failures);
                }
            });
        Assert.AreEqual(0, failures, $"of {Threads * Rounds * CallsPerRound} calls");
    }

    private static void Equal(Func<Tensor, Tensor> actual, Func<float, int, float> expected) =>
        CollectionAssert.AreEqual(s_values.Select(expected).ToArray(), actual(tensor(s_values)).data<float>().ToArray());

    private static void EqualInPlace(Func<Tensor, Tensor> actual, Func<float, int, float> expected)
    {
        var x = tensor(s_values);
        Assert.AreSame(x, actual(x));
        CollectionAssert.AreEqual(s_values.Select(expected).ToArray(), x.data<float>().ToArray());
    }
}
