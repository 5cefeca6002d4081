using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// The tape engine against autograd, in double precision: the same mathematics, with no operation in common but the convolutions.
/// </summary>
[TestClass]
public class ReverseRecursionTests
{
    private const double Tolerance = 1e-10;
    private const double CheckpointingTolerance = 1e-12;

    private static IEnumerable<object[]> Cases =>
        from network in new[]
        {
            "Mlp", "Mlp, normalized", "Conv4", "Conv4, odd", "Conv4, strided", "Conv4, color", "Conv4, two pooled", "ResNet12", "ResNet18", "Identity"
        }
        from normalization in new[] { Normalization.SupportStatistics, Normalization.TransductiveBatch, Normalization.Layer }
        from task in Enum.GetValues<TaskKind>()
        from order in Enum.GetValues<GradientOrder>()
        select new object[] { network, normalization, task, order };

    private static IEnumerable<object[]> CheckpointingCases =>
        from network in new[] { "Mlp, normalized", "Conv4", "ResNet12" }
        from normalization in new[] { Normalization.SupportStatistics, Normalization.TransductiveBatch, Normalization.Layer }
        from task in Enum.GetValues<TaskKind>()
        from rule in new[] { (0.0, 0.0, false), (0.7, 0.05, false), (0.7, 0.05, true) }
        select new object[] { network, normalization, task, rule.Item1, rule.Item2, rule.Item3 };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void MetaGradientEqualsThatOfAutograd(string network, Normalization normalization, TaskKind task, GradientOrder order)
    {
        using var scope = NewDisposeScope();
        MamlLearner Learner(GradientEngine engine) =>
            TinyLearners.Maml(
                Backbone(network),
                normalization,
                order,
                steps: 3,
                innerLearningRate: task == TaskKind.Regression ? 1e-3 : 0.1,
                task,
                engine);
        var (tape, autograd) = (Learner(GradientEngine.Tape), Learner(GradientEngine.Autograd));
        var meta = TinyLearners.Initialize(tape, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(tape, seed: 5, ScalarType.Float64).Load(0);
        var (actual, expected) = (tape.MetaGradient(meta, episode), autograd.MetaGradient(meta, episode));
        Assert.AreEqual(expected.Loss, actual.Loss, Tolerance);
        Assert.AreEqual(expected.Accuracy, actual.Accuracy);
        AssertClose(expected.Gradient, actual.Gradient);
    }

    [TestMethod]
    [DataRow("Mlp, normalized", Normalization.SupportStatistics)]
    [DataRow("Conv4", Normalization.SupportStatistics)]
    [DataRow("Conv4", Normalization.Layer)]
    [DataRow("Conv4", Normalization.EpisodicRunning)]
    [DataRow("Conv4", Normalization.Running)]
    public void AdaptationAndPredictionEqualThoseOfAutograd(string network, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        MamlLearner Learner(GradientEngine engine) => TinyLearners.Maml(Backbone(network), normalization, steps: 3, engine: engine);
        var meta = TinyLearners.Initialize(Learner(GradientEngine.Automatic), seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(Learner(GradientEngine.Automatic), seed: 5, ScalarType.Float64).Load(0);
        var actual = Learner(GradientEngine.Automatic).Adapt(meta, episode.Support).First;
        var expected = Learner(GradientEngine.Autograd).Adapt(meta, episode.Support).First;
        AssertClose(expected.Parameters, actual.Parameters);
        TensorAssert.Close(expected.Moments.ToParameters(), actual.Moments.ToParameters(), Tolerance, "moments");
        using var serving = actual.ToServe();
        foreach (var transductive in new[] { false, true })
        {
            var outputs = new AutogradInference(expected, embeds: false).Run(episode.Query.Inputs, transductive);
            TensorAssert.Close(outputs, actual.Predict(episode.Query.Inputs, transductive), Tolerance, "prediction");
            TensorAssert.Close(outputs, serving.Predict(episode.Query.Inputs, transductive), Tolerance, "served prediction");
        }
    }

    [TestMethod]
    [DataRow(0.9, 0.0, false)]
    [DataRow(0.0, 0.1, false)]
    [DataRow(0.7, 0.05, true)]
    public void MomentumWeightDecayRatesAndLossesOfAllStepsFollowTheChainRule(double momentum, double weightDecay, bool everyStep)
    {
        using var scope = NewDisposeScope();
        const int Steps = 3;
        var learner = TinyLearners.Maml(TinyLearners.Conv(), Normalization.TransductiveBatch, engine: GradientEngine.Autograd);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0);
        var rates = Enumerable.Range(0, Steps).Select(k => meta.Map(p => sin(p).Times(0.01).Plus(0.05 + 0.01 * k)).Detach()).ToArray();
        double[] weights = everyStep ? [0.1, 0.2, 0.3, 0.4] : [0, 0, 0, 1];

        var network = TapeNetworks.TryCreate(
            learner.Problem.Backbone, learner.Problem.Normalization, learner.Problem.Task)!.WithHead(learner.Problem.Outputs!.Value);
        var inner = new InnerSteps(Steps, new Sgd(double.NaN, momentum, weightDecay))
        {
            Rates = rates,
            LearnsRates = true,
            QueryWeights = weights,
        };
        var actual = new ReverseRecursion<double>(network, learner.Problem.Normalization, inner, GradientOrder.Second).MetaGradient(
            meta, episode);

        var initial = meta.AsLeaves();
        var alphas = rates.Select(r => r.AsLeaves()).ToArray();
        Tensor Loss(ParameterSet p, Examples examples) =>
            learner.Problem.Task.Loss(
                LinearHead.Forward(p, learner.Problem.Backbone.Forward(p, examples.Inputs, Normalizer.Batch)), examples.Targets);
        var (current, velocity, loss) = (initial, (ParameterSet?)null, zeros([], dtype: ScalarType.Float64));
        for (var k = 0; k <= Steps; k++)
        {
            if (weights[k] != 0)
                loss = loss.Plus(Loss(current, episode.Query), weights[k]);
            if (k == Steps)
                break;
            var direction = Gradients.Of(Loss(current, episode.Support), current, createGraph: true)
                .Zip(current, (g, p) => g.Plus(p, weightDecay));
            velocity = velocity is null ? direction : direction.Zip(velocity, (d, b) => d.Plus(b, momentum));
            current = current.Zip(velocity.Zip(alphas[k], (b, a) => a * b), (p, step) => p - step);
        }
        var all = new ParameterSet(initial.Select(p => (p.Key, p.Value))
            .Concat(alphas.SelectMany((a, k) => a.Select(p => ($"{k}.{p.Key}", p.Value)))));
        var expected = Gradients.Of(loss, all, createGraph: false);
        Assert.AreEqual(loss.ToNumber(), actual.Loss, Tolerance);
        AssertClose(initial.With(expected.Tensors.Take(meta.Count).ToArray()), actual.Gradient);
        for (var k = 0; k < Steps; k++)
            AssertClose(initial.With(expected.Tensors.Skip((k + 1) * meta.Count).Take(meta.Count).ToArray()), actual.RateGradients![k]);
    }

    [TestMethod]
    [DynamicData(nameof(CheckpointingCases))]
    public void CheckpointingChangesNothing(
        string backbone, Normalization normalization, TaskKind task, double momentum, double weightDecay, bool rates)
    {
        using var scope = NewDisposeScope();
        const int Steps = 3;
        var learner = TinyLearners.Maml(Backbone(backbone), normalization, task: task);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        // So many query examples that they go through the network in several parts of unequal size.
        var shape = task == TaskKind.Classification
            ? new EpisodeShape(Ways: 3, Shots: 1, QueryShots: 11)
            : new EpisodeShape(Ways: 1, Shots: 3, QueryShots: 32);
        var episode = new TinyEpisodes(learner.Problem.Backbone.InputShape.ToArray(), shape, seed: 5, task, ScalarType.Float64).Load(0);
        var network = TapeNetworks.TryCreate(learner.Problem.Backbone, normalization, task)!.WithHead(learner.Problem.Outputs!.Value);
        var steps = new InnerSteps(Steps, new Sgd(task == TaskKind.Regression ? 1e-3 : 0.1, momentum, weightDecay))
        {
            Rates = rates
                ? Enumerable.Range(0, Steps).Select(k => meta.Map(p =>
                    TensorArithmetic.Filled(p.shape, 0.01 + 0.001 * k, ScalarType.Float64))).ToArray()
                : null,
            LearnsRates = rates,
            QueryWeights = rates ? [0.1, 0.2, 0.3, 0.4] : null,
        };
        RecursionResult Run(InnerSteps inner) =>
            new ReverseRecursion<double>(network, normalization, inner, GradientOrder.Second).MetaGradient(meta, episode);
        var (expected, actual) = (Run(steps), Run(steps with { Checkpointed = true }));
        Assert.AreEqual(expected.Loss, actual.Loss, CheckpointingTolerance);
        Assert.AreEqual(expected.Accuracy, actual.Accuracy, CheckpointingTolerance);
        AssertClose(expected.Gradient, actual.Gradient, CheckpointingTolerance);
        for (var k = 0; rates && k < Steps; k++)
            AssertClose(expected.RateGradients![k], actual.RateGradients![k], CheckpointingTolerance);
    }

    [TestMethod]
    public void SinglePrecisionIsAsNearToDoublePrecisionAsAutogradIs()
    {
        using var scope = NewDisposeScope();
        double Error(GradientEngine engine)
        {
            // Without a normalization and at a small rate hardly any rectifier can change its mind between the precisions.
            var learner = TinyLearners.Maml(TinyLearners.Perceptron(), steps: 3, innerLearningRate: 0.01, engine: engine);
            var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
            var episode = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0);
            Examples Single(Examples e) => new(e.Inputs.to_type(ScalarType.Float32), e.Targets);
            return TensorAssert.RelativeError(
                TensorAssert.Values(learner.MetaGradient(meta, episode).Gradient),
                TensorAssert.Values(learner.MetaGradient(
                    meta.To(ScalarType.Float32), new Episode(Single(episode.Support), Single(episode.Query))).Gradient));
        }
        var (tape, autograd) = (Error(GradientEngine.Tape), Error(GradientEngine.Autograd));
        Assert.IsTrue(tape < 1e-6 && autograd < 1e-6, $"tape {tape:E2}, autograd {autograd:E2}");
    }

    [TestMethod]
    public void BackboneThatTheEngineDoesNotKnowIsNamed()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() =>
            TinyLearners.Maml(new UserBackboneTests.TanhNetwork(3), engine: GradientEngine.Tape));
        StringAssert.Contains(error.Message, "GradientEngine.Autograd");
        StringAssert.StartsWith(TinyLearners.Maml(new UserBackboneTests.TanhNetwork(3)).GradientPath(CPU), "autograd");
        StringAssert.StartsWith(TinyLearners.Maml(TinyLearners.Conv()).GradientPath(CPU), "tape");
    }

    [TestMethod]
    public void NormalizationThatTheEngineDoesNotKnowGoesToAutogradWhereThereIsOne()
    {
        Assert.ThrowsExactly<ArgumentException>(() => TinyLearners.Maml(
            TinyLearners.Conv(), Normalization.TaskNorm, engine: GradientEngine.Tape));
        StringAssert.StartsWith(TinyLearners.Maml(TinyLearners.Conv(), Normalization.TaskNorm).GradientPath(CPU), "autograd");
        StringAssert.StartsWith(TinyLearners.Maml(TinyLearners.Perceptron(), Normalization.TaskNorm).GradientPath(CPU), "tape");
    }

    private static Backbone Backbone(string network) => network switch
    {
        "Mlp" => TinyLearners.Perceptron(),
        "Mlp, normalized" => TinyLearners.Perceptron(normalize: true),
        "Conv4" => TinyLearners.Conv(filters: 5),
        "Conv4, odd" => new Conv4(1, 19, 34, 17),
        "ResNet12" => new ResNet12(3, 17, 20, [3, 4, 5, 6]),
        "Conv4, two pooled" => new Conv4(2, 9, 10, 4, pooledBlocks: 2),
        "ResNet18" => new ResNet18(1, 12, 9, [2, 2, 3, 4], stem: ResNetStem.Small),
        "Identity" => new Identity(5),
        "Conv4, color" => new Conv4(3, 16, 16, 16),
        _ => new Conv4(1, 10, 10, 4, Downsampling.Strided),
    };

    /// <summary>All values together: a bias that batch normalization cancels has a gradient of nothing but rounding.</summary>
    private static void AssertClose(ParameterSet expected, ParameterSet actual, double tolerance = Tolerance)
    {
        CollectionAssert.AreEqual(
            expected.Tensors.Select(t => string.Join(",", t.shape)).ToArray(),
            actual.Tensors.Select(t => string.Join(",", t.shape)).ToArray());
        TensorAssert.Close(TensorAssert.Values(expected), TensorAssert.Values(actual), tolerance, "gradient");
    }
}
