using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Learning;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class InnerLoopTests
{
    private static readonly InnerLoop s_loop = new(new Sgd(0.1));

    [TestMethod]
    [DataRow(GradientOrder.First)]
    [DataRow(GradientOrder.Second)]
    public void NoStepsGiveTheInitialParameters(GradientOrder order)
    {
        using var scope = NewDisposeScope();
        var initial = Point();
        var adaptation = s_loop.Adapt(initial, Loss, steps: 0, order);
        Assert.IsTrue(TensorAssert.SameBits(initial, adaptation.Parameters));
        Assert.AreSame(adaptation.Leaves, adaptation.Parameters);
    }

    [TestMethod]
    [DataRow(GradientOrder.First)]
    [DataRow(GradientOrder.Second)]
    public void InitialParametersAreNotChanged(GradientOrder order)
    {
        using var scope = NewDisposeScope();
        var initial = Point();
        var copy = initial.Clone();
        var adapted = s_loop.Adapt(initial, Loss, steps: 3, order).Parameters;
        Assert.IsTrue(TensorAssert.SameBits(copy, initial));
        Assert.IsFalse(initial["w"].requires_grad);
        Assert.IsFalse(TensorAssert.SameBits(copy, adapted));
    }

    // The loss is the sum of w^4 / 4, so a step is w - rate * w^3 and its derivative 1 - 3 * rate * w^2.
    [TestMethod]
    public void StepsAndTheirDerivativesFollowTheDefinition()
    {
        using var scope = NewDisposeScope();
        var second = s_loop.Adapt(Point(), Loss, steps: 2, GradientOrder.Second);
        var first = s_loop.Adapt(Point(), Loss, steps: 2, GradientOrder.First);
        double w0 = 0.5, w1 = w0 - 0.1 * w0 * w0 * w0, w2 = w1 - 0.1 * w1 * w1 * w1;
        Assert.AreEqual(w2, TensorAssert.Values(second.Parameters)[0], 1e-15);
        Assert.AreEqual(w2, TensorAssert.Values(first.Parameters)[0], 1e-15);

        var exact = Gradients.Of(second.Parameters["w"].sum(), second.Leaves, createGraph: false);
        Assert.AreEqual((1 - 0.3 * w0 * w0) * (1 - 0.3 * w1 * w1), TensorAssert.Values(exact)[0], 1e-15);
        var constant = Gradients.Of(first.Parameters["w"].sum(), first.Leaves, createGraph: false);
        Assert.AreEqual(1, TensorAssert.Values(constant)[0]);
    }

    [TestMethod]
    public void StateOfTheRulePassesFromStepToStep()
    {
        using var scope = NewDisposeScope();
        var slow = s_loop.Adapt(Point(), Loss, steps: 3, GradientOrder.First).Parameters;
        var fast = new InnerLoop(new Sgd(0.1, Momentum: 0.9)).Adapt(Point(), Loss, steps: 3, GradientOrder.First).Parameters;
        Assert.IsTrue(TensorAssert.Norm(TensorAssert.Values(fast)) < TensorAssert.Norm(TensorAssert.Values(slow)));
    }

    private static ParameterSet Point() => new([("w", torch.tensor(new[] { 0.5, -1.5 }))]);

    private static Tensor Loss(ParameterSet parameters) => parameters["w"].pow(4).sum() / 4;
}
