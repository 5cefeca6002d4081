using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class StepLoopTests
{
    private static readonly StepLoop s_loop = new(new Sgd(0.1));

    [TestMethod]
    [DataRow(GradientOrder.First)]
    [DataRow(GradientOrder.Second)]
    public void NoStepsGiveTheInitialParameters(GradientOrder order)
    {
        using var scope = NewDisposeScope();
        var initial = Point();
        Assert.IsTrue(TensorAssert.SameBits(initial, s_loop.Adapt(initial, Loss, steps: 0, order).Single()));
    }

    [TestMethod]
    [DataRow(GradientOrder.First)]
    [DataRow(GradientOrder.Second)]
    public void InitialParametersAreNotChanged(GradientOrder order)
    {
        using var scope = NewDisposeScope();
        var initial = Point();
        var copy = initial.Clone();
        var adapted = s_loop.Adapt(initial.AsLeaves(), Loss, steps: 3, order)[^1];
        Assert.IsTrue(TensorAssert.SameBits(copy, initial));
        Assert.IsFalse(initial["w"].requires_grad);
        Assert.IsFalse(TensorAssert.SameBits(copy, adapted));
    }

    // The loss is the sum of w^4 / 4, so a step is w - rate * w^3 and its derivative 1 - 3 * rate * w^2.
    [TestMethod]
    public void StepsAndTheirDerivativesFollowTheDefinition()
    {
        using var scope = NewDisposeScope();
        var leaves = Point().AsLeaves();
        var second = s_loop.Adapt(leaves, Loss, steps: 2, GradientOrder.Second)[^1];
        var first = s_loop.Adapt(leaves, Loss, steps: 2, GradientOrder.First)[^1];
        double w0 = 0.5, w1 = w0 - 0.1 * w0 * w0 * w0, w2 = w1 - 0.1 * w1 * w1 * w1;
        Assert.AreEqual(w2, TensorAssert.Values(second)[0], 1e-15);
        Assert.AreEqual(w2, TensorAssert.Values(first)[0], 1e-15);

        var exact = Gradients.Of(second["w"].sum(), leaves, createGraph: false);
        Assert.AreEqual((1 - 0.3 * w0 * w0) * (1 - 0.3 * w1 * w1), TensorAssert.Values(exact)[0], 1e-15);
        var constant = Gradients.Of(first["w"].sum(), leaves, createGraph: false);
        Assert.AreEqual(1, TensorAssert.Values(constant)[0]);
    }

    // With its gradient constant, the derivative of a step by its rate is the gradient, also in the first order.
    [TestMethod]
    public void FirstOrderKeepsTheDerivativeByLearnedRates()
    {
        using var scope = NewDisposeScope();
        var rates = new ParameterSet([("w", torch.tensor(new[] { 0.1, 0.2 }))]).AsLeaves();
        var loop = new StepLoop(new Sgd(double.NaN) { Rates = rates });
        var adapted = loop.Adapt(Point(), Loss, steps: 1, GradientOrder.First)[^1];
        var gradient = Gradients.Of(adapted["w"].sum(), rates, createGraph: false);
        TensorAssert.Close([-0.125, 3.375], TensorAssert.Values(gradient), 1e-15, "rates");
    }

    [TestMethod]
    public void StateOfTheRulePassesFromStepToStep()
    {
        using var scope = NewDisposeScope();
        var slow = s_loop.Adapt(Point(), Loss, steps: 3, GradientOrder.First)[^1];
        var fast = new StepLoop(new Sgd(0.1, Momentum: 0.9)).Adapt(Point(), Loss, steps: 3, GradientOrder.First)[^1];
        Assert.IsTrue(TensorAssert.Norm(TensorAssert.Values(fast)) < TensorAssert.Norm(TensorAssert.Values(slow)));
    }

    private static ParameterSet Point() => new([("w", torch.tensor(new[] { 0.5, -1.5 }))]);

    private static Tensor Loss(ParameterSet parameters, int step) => parameters["w"].Power(4).sum().Over(4);
}
