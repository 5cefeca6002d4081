using System.Linq;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Prototypes, the rows held out of them, the centre, and the calibration.</summary>
[TestClass]
public sealed class PrototypeHeadTests
{
    [TestMethod]
    public void HeldOutLogitsAreThoseWithoutTheRow()
    {
        using var scope = NewDisposeScope();
        var support = Directions.Create([2, 5, 3], 12);
        var heldOut = PrototypeHead.Fit(support).HeldOut!;
        for (var row = 0; row < 10; row++)
        {
            var expected = PrototypeHead.Fit(support.Rows(support.Others(row))).Logits(support.Directions[row]);
            TensorAssert.Close(expected, TensorAssert.Values(heldOut[row]), 1e-12, $"row {row}");
        }
    }

    // Directions about a known centre: the mean of five classes is too long by far, the corrected one is not.
    [TestMethod]
    public void CentreHasTheLengthOfTheTrueOne()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        const int Size = 200, Sets = 50;
        var truth = zeros(Size, ScalarType.Float64);
        truth[0] = torch.tensor(0.5, ScalarType.Float64);
        var (corrected, plain) = (0.0, 0.0);
        for (var i = 0; i < Sets; i++)
        {
            var rows = CosineHead.Unit(randn(5, Size, dtype: ScalarType.Float64, generator: generator)).Times(0.8).Plus(truth);
            corrected += SupportDirections.Centre(rows, TensorArithmetic.Range(5)).norm().ToNumber() / Sets;
            plain += rows.mean([0L]).norm().ToNumber() / Sets;
        }
        Assert.AreEqual(0.5, corrected, 0.02);
        Assert.IsGreaterThan(0.55, plain);
    }

    [TestMethod]
    public void CentreOfUnrelatedClassesIsNearZero()
    {
        using var scope = NewDisposeScope();
        var rows = eye(4, dtype: ScalarType.Float64);
        Assert.AreEqual(0, SupportDirections.Centre(rows, TensorArithmetic.Range(4)).norm().ToNumber(), 1e-12);
    }

    [TestMethod]
    public void CalibrationHasTheLeastLoss()
    {
        using var scope = NewDisposeScope();
        var support = Directions.Create([6, 6, 6], 8);
        var fit = PrototypeHead.Fit(support);
        var (factor, loss) = fit.Calibrate(support);
        foreach (var other in new[] { 0.9, 1.1 })
            Assert.IsGreaterThan(0, Loss(support, fit.HeldOut!.Times(factor * other)) - loss, $"{other} of the factor");
        Assert.AreEqual(loss, Loss(support, fit.HeldOut!.Times(factor)), 1e-12);
    }

    // However well few rows are told apart, the classifier is not sure.
    [TestMethod]
    public void FewRowsAllRightDoNotMakeCertain()
    {
        using var scope = NewDisposeScope();
        var support = new SupportDirections(
            eye(2, dtype: ScalarType.Float64).repeat_interleave(2, 0), TensorMemory.Copy<long>(new long[] { 0, 0, 1, 1 }));
        var fit = PrototypeHead.Fit(support);
        var (factor, _) = fit.Calibrate(support);
        var surest = fit.HeldOut!.Times(factor).softmax(1).max().ToNumber();
        Assert.AreEqual(1 - 1.0 / 6, surest, 1e-6);
    }

    private static double Loss(SupportDirections support, Tensor logits)
    {
        var error = 1.0 / (support.Classes.shape[0] + 2);
        var others = support.Members.shape[1] - 1;
        var targets = support.Members.Times(1 - error).Plus(support.Members.OneMinus().Times(error / others));
        return -((logits.log_softmax(1) * targets).sum(1) * support.Weights).sum().ToNumber();
    }
}
