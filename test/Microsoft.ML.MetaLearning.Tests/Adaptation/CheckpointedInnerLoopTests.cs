using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The graph of one step at a time against the graph of the whole inner loop.</summary>
[TestClass]
public class CheckpointedInnerLoopTests
{
    private const double Tolerance = 1e-12;

    // Two of the normalizations need the names of gains, which the user's network does not follow.
    private static IEnumerable<object[]> Learners =>
        from network in new[] { TinyLearners.Perceptron(normalize: true), TinyLearners.Conv(), new UserBackboneTests.TanhNetwork(3) }
        from normalization in Enum.GetValues<Normalization>()
        from order in Enum.GetValues<GradientOrder>()
        where network is not UserBackboneTests.TanhNetwork || normalization is not (Normalization.Running or Normalization.TaskNorm)
        select new object[] { network, normalization, order };

    [TestMethod]
    [DynamicData(nameof(Learners))]
    public void LearnerGivesTheSameGradientWithAndWithoutCheckpointing(Backbone network, Normalization normalization, GradientOrder order)
    {
        using var scope = NewDisposeScope();
        var plain = TinyLearners.Maml(network, normalization, order, steps: 3, engine: GradientEngine.Autograd);
        var checkpointed = new MamlLearner(plain.Problem, plain.Settings with { Checkpointing = Checkpointing.Always });
        var meta = TinyLearners.Initialize(plain, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(plain, seed: 5, ScalarType.Float64).Load(0);
        var (expected, actual) = (plain.MetaGradient(meta, episode), checkpointed.MetaGradient(meta, episode));
        Assert.AreEqual(expected.Loss, actual.Loss, Tolerance);
        Assert.AreEqual(expected.Accuracy, actual.Accuracy);
        TensorAssert.Close(TensorAssert.Values(expected.Gradient), TensorAssert.Values(actual.Gradient), Tolerance, "gradient");
    }

    [TestMethod]
    [DataRow(0, 0.0, 0.0)]
    [DataRow(1, 0.9, 0.1)]
    [DataRow(4, 0.0, 0.1)]
    [DataRow(4, 0.9, 0.0)]
    [DataRow(4, 0.9, 0.1)]
    public void MomentumAndWeightDecayFollowTheChainRule(int steps, double momentum, double weightDecay)
    {
        using var scope = NewDisposeScope();
        AssertSameAsWholeGraph(
            new Sgd(0.1, momentum, weightDecay),
            new ParameterSet([("w", torch.tensor(new[] { 0.5, -1.5 })), ("unused", torch.tensor(2.0))]),
            steps);
    }

    /// <summary>Rates among the parameters are learned, though no step changes them.</summary>
    [TestMethod]
    public void ParametersThatStepsPassOnAreDifferentiated()
    {
        using var scope = NewDisposeScope();
        AssertSameAsWholeGraph(
            new LearnedRate(),
            new ParameterSet([("w", torch.tensor(new[] { 0.5, -1.5 })), ("rate", torch.tensor(new[] { 0.1, 0.2 }))]),
            steps: 3);
    }

    [TestMethod]
    public void NoTensorIsLeftBehind() => LeakCheck.LeavesNothing(() =>
    {
        using var scope = NewDisposeScope();
        new CheckpointedInnerLoop(new Sgd(0.1, Momentum: 0.9)).MetaGradient(
            new ParameterSet([("w", torch.tensor(new[] { 0.5, -1.5 }))]), Loss, steps: 3, QueryLoss);
    });

    private static void AssertSameAsWholeGraph(IUpdateRule rule, ParameterSet initial, int steps)
    {
        var leaves = initial.AsLeaves();
        var loss = QueryLoss(new UnrolledInnerLoop(_ => rule).Adapt(leaves, Loss, steps, GradientOrder.Second)[^1]);
        var expected = Gradients.Of(loss, leaves, createGraph: false);
        var (actualLoss, actual) = new CheckpointedInnerLoop(rule).MetaGradient(initial, Loss, steps, QueryLoss);
        Assert.AreEqual(loss.ToNumber(), actualLoss, Tolerance);
        foreach (var name in initial.Names)
            CollectionAssert.AreEqual(initial[name].shape, actual[name].shape);
        TensorAssert.Close(TensorAssert.Values(expected), TensorAssert.Values(actual), Tolerance, "gradient");
    }

    private static Tensor Loss(ParameterSet parameters, int step) => parameters["w"].Power(4).sum().Over(4);

    private static Tensor QueryLoss(ParameterSet parameters) => (parameters["w"][0] * parameters["w"][1]).exp();

    private sealed class LearnedRate : IUpdateRule
    {
        public (ParameterSet Parameters, ParameterSet? State) Update(
            ParameterSet parameters, ParameterSet gradients, ParameterSet? state) =>
            (parameters.Combine(new ParameterSet([("w", parameters["w"] - parameters["rate"] * gradients["w"])])), null);
    }
}
