using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Fine-tuning against plain loops, in double precision.</summary>
[TestClass]
public class FineTuningTests
{
    private const double LearningRate = 0.05;
    private const int Steps = 7;
    private static readonly FewShotProblem s_problem = new(
        TinyLearners.Conv(), TaskKind.Classification, Outputs: null, Normalization.SupportStatistics);

    [TestMethod]
    public void HeadEqualsAPlainLoop()
    {
        using var scope = NewDisposeScope();
        var (learner, meta, start) = Create(FineTuningMode.Head);
        var (support, query) = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0);
        var predictor = learner.Adapt(meta, support).First;

        // The gradient of the mean cross entropy of a linear layer is (softmax - one-hot) / n times its inputs; momentum is 0.9.
        var embeddings = s_problem.Backbone.Forward(meta, support.Inputs, Normalizer.Batch);
        var (weight, bias) = (start[LinearHead.Weight], start[LinearHead.Bias]);
        var (weightVelocity, biasVelocity) = (zeros_like(weight), zeros_like(bias));
        for (var step = 0; step < Steps; step++)
        {
            var error = (embeddings.matmul(weight.t()).Plus(bias)
                .softmax(1) - F.one_hot(support.Targets, 3)).Over(support.Targets.shape[0]);
            weightVelocity = weightVelocity.Times(0.9).Plus(error.t().matmul(embeddings));
            biasVelocity = biasVelocity.Times(0.9).Plus(error.sum(dim: 0));
            (weight, bias) = (weight.Plus(weightVelocity, -LearningRate), bias.Plus(biasVelocity, -LearningRate));
        }
        TensorAssert.Close(weight, predictor.Parameters[LinearHead.Weight], 1e-10, "weight");
        TensorAssert.Close(bias, predictor.Parameters[LinearHead.Bias], 1e-10, "bias");
        foreach (var name in new[] { "conv0.weight", "conv3.norm.gain" })
            Assert.IsTrue(TensorAssert.SameBits(meta[name], predictor.Parameters[name]), $"The backbone's {name} is frozen.");
        Assert.IsFalse(predictor.Parameters.Contains("base.weight"), "A predictor does not carry the classifier of the base classes.");

        var moments = new NormalizationMoments();
        s_problem.Backbone.Forward(meta, support.Inputs, Normalizer.Recording(moments));
        var expected = F.linear(s_problem.Backbone.Forward(meta, query.Inputs, Normalizer.By(moments)), weight, bias);
        TensorAssert.Close(expected, predictor.Predict(query.Inputs), 1e-10, "predictions");
    }

    [TestMethod]
    public void CosineClassifierEqualsAPlainLoop()
    {
        using var scope = NewDisposeScope();
        var (learner, meta, start) = Create(FineTuningMode.CosineClassifier);
        var support = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0).Support;
        var predictor = learner.Adapt(meta, support).First;

        var embeddings = Unit(s_problem.Backbone.Forward(meta, support.Inputs, Normalizer.Batch));
        var weight = start[CosineHead.Weight];
        var velocity = zeros_like(weight);
        for (var step = 0; step < Steps; step++)
        {
            var leaf = new ParameterSet([("weight", weight)]).AsLeaves();
            var loss = F.cross_entropy(meta[CosineHead.Scale] * embeddings.matmul(Unit(leaf["weight"]).t()), support.Targets);
            velocity = velocity.Times(0.9).Plus(Gradients.Of(loss, leaf, createGraph: false)["weight"]);
            weight = weight.Plus(velocity, -LearningRate);
        }
        TensorAssert.Close(weight, predictor.Parameters[CosineHead.Weight], 1e-8, "weight");
        Assert.IsTrue(
            TensorAssert.SameBits(meta[CosineHead.Scale], predictor.Parameters[CosineHead.Scale]), "The scale is that of training.");
    }

    [TestMethod]
    public void AllEqualsAPlainLoop()
    {
        using var scope = NewDisposeScope();
        var (learner, meta, start) = Create(FineTuningMode.All);
        var support = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0).Support;
        var predictor = learner.Adapt(meta, support).First;

        var current = meta.Partition(name => !name.StartsWith("base.", System.StringComparison.Ordinal)).Selected.Combine(start);
        var velocity = current.Map(p => zeros_like(p));
        for (var step = 0; step < Steps; step++)
        {
            var leaves = current.AsLeaves();
            var loss = F.cross_entropy(
                F.linear(
                    s_problem.Backbone.Forward(leaves, support.Inputs, Normalizer.Batch),
                    leaves[LinearHead.Weight],
                    leaves[LinearHead.Bias]),
                support.Targets);
            velocity = velocity.Zip(Gradients.Of(loss, leaves, createGraph: false), (v, g) => v.Times(0.9).Plus(g));
            current = current.Zip(velocity, (p, v) => p.Plus(v, -LearningRate));
        }
        TensorAssert.Close(TensorAssert.Values(current), TensorAssert.Values(predictor.Parameters), 1e-9, "parameters");
    }

    [TestMethod]
    public void TheHeadStartsTheSameForEverySupportSet()
    {
        using var scope = NewDisposeScope();
        var (learner, meta, start) = Create(FineTuningMode.Head);
        var untuned = learner.WithTestAdaptationSteps(0);
        for (var episode = 0; episode < 2; episode++)
        {
            var predictor = untuned.Adapt(meta, TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(episode).Support).First;
            Assert.IsTrue(TensorAssert.SameBits(start[LinearHead.Weight], predictor.Parameters[LinearHead.Weight]));
        }
    }

    private static Tensor Unit(Tensor x) => x / x.norm(1, keepdim: true);

    /// <summary>The tensors of the new head before the first step are those of no steps.</summary>
    private static (FineTuningLearner Learner, ParameterSet Meta, ParameterSet Start) Create(FineTuningMode mode)
    {
        var learner = new FineTuningLearner(
            s_problem, new FineTuningSettings(mode, OuterOptimizerKind.Sgd, LearningRate, Steps), baseClasses: 4);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var untuned = learner.WithTestAdaptationSteps(0).Adapt(
            meta, TinyLearners.Episodes(learner, seed: 6, ScalarType.Float64).Load(0).Support).First;
        var names = mode == FineTuningMode.CosineClassifier ? new[] { CosineHead.Weight } : [LinearHead.Weight, LinearHead.Bias];
        return (learner, meta, untuned.Parameters.Partition(n => System.Array.IndexOf(names, n) >= 0).Selected);
    }
}
