using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Reptile against plain training by torch's optimizers, in double precision.</summary>
[TestClass]
public class ReptileTests
{
    private const double Rate = 0.05;
    private const int BatchSize = 4;
    private const int Steps = 7;

    private static IEnumerable<object[]> Cases =>
        from optimizer in Enum.GetValues<InnerOptimizerKind>()
        from engine in new[] { GradientEngine.Tape, GradientEngine.Autograd }
        select new object[] { optimizer, engine };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TheDirectionIsTheWayBackFromTheTrainedParameters(InnerOptimizerKind optimizer, GradientEngine engine)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(optimizer, engine);
        var (meta, episode) = (TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64), Episodes(learner).Load(0));
        var (trained, loss, accuracy) = Train(optimizer, meta, Pooled(episode), Steps);
        var actual = learner.MetaGradient(meta, episode);
        TensorAssert.Close(meta.Zip(trained, (p, t) => p - t), actual.Gradient, 1e-9, "direction");
        Assert.AreEqual(loss, actual.Loss, 1e-10, "the loss of the last batch");
        Assert.AreEqual(accuracy, actual.Accuracy, "the accuracy of the last batch");
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void AdaptationTrainsOnTheSupport(InnerOptimizerKind optimizer, GradientEngine engine)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(optimizer, engine);
        var (meta, episode) = (TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64), Episodes(learner).Load(0));
        var (trained, _, _) = Train(optimizer, meta, episode.Support, 3 * Steps);
        TensorAssert.Close(
            trained, learner.WithTestAdaptationSteps(3 * Steps).Adapt(meta, episode.Support).First.Parameters, 1e-9, "adapted parameters");
    }

    // Algorithm 1 and, with more tasks than one, Algorithm 2: theta + epsilon * mean(theta~ - theta).
    [TestMethod]
    [DataRow(1, 1.0)]
    [DataRow(1, 0.25)]
    [DataRow(3, 1.0)]
    [DataRow(3, 0.25)]
    public void AMetaStepMovesTowardsTheTrainedParameters(int tasks, double epsilon)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(InnerOptimizerKind.Adam, GradientEngine.Automatic);
        var (meta, source) = (TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64), Episodes(learner));
        var settings = new TinyLoop
        {
            MetaSteps = 1,
            MetaBatchSize = tasks,
            Optimizer = OuterOptimizerKind.Sgd,
            Momentum = 0,
            LearningRate = epsilon,
            Schedule = LearningRateSchedule.Linear,
        };
        using var moved = new MetaTrainer(learner, settings).Train(meta, source).Parameters;
        var trained = Enumerable.Range(0, tasks).Select(i => Train(
            InnerOptimizerKind.Adam, meta, Pooled(source.Load(i)), Steps).Parameters).ToArray();
        for (var i = 0; i < meta.Count; i++)
        {
            var mean = stack(trained.Select(t => t.Tensors[i])).mean([0]);
            TensorAssert.Close(
                meta.Tensors[i].Times(1 - epsilon).Plus(mean, epsilon), moved.Tensors[i].to_type(ScalarType.Float64), 1e-9, meta.Names[i]);
        }
    }

    private static ReptileLearner Learner(InnerOptimizerKind optimizer, GradientEngine engine) => new(
        new FewShotProblem(TinyLearners.Perceptron(), TaskKind.Classification, Outputs: 3, Normalization.SupportStatistics),
        new ReptileSettings(optimizer, Rate, Steps, Steps, BatchSize) { Engine = engine });

    private static IEpisodeSource Episodes(IFewShotLearner learner) => TinyLearners.Episodes(learner, seed: 2, ScalarType.Float64);

    private static Examples Pooled(Episode episode) =>
        new(cat([episode.Support.Inputs, episode.Query.Inputs]), cat([episode.Support.Targets, episode.Query.Targets]));

    /// <summary>Plain training on mini-batches; the loss and the accuracy are those of the last, before its step.</summary>
    private static (ParameterSet Parameters, double Loss, double Accuracy) Train(
        InnerOptimizerKind kind, ParameterSet initial, Examples examples, int steps)
    {
        var backbone = TinyLearners.Perceptron();
        var parameters = initial.Tensors.Select(t => new Parameter(t.clone())).ToArray();
        using optim.Optimizer optimizer = kind == InnerOptimizerKind.Adam
            ? optim.Adam(parameters, Rate, beta1: 0)
            : optim.SGD(parameters, Rate);
        var (loss, accuracy) = (double.NaN, double.NaN);
        foreach (var rows in MiniBatches.Draw(examples, BatchSize, steps))
        {
            var index = torch.tensor(rows!);
            var targets = examples.Targets.index_select(0, index);
            var set = initial.With(parameters);
            var logits = F.linear(
                backbone.Forward(set, examples.Inputs.index_select(0, index), Normalizer.Batch), set["head.weight"], set["head.bias"]);
            var mean = F.cross_entropy(logits, targets);
            var gradients = Gradients.Of(mean, set, createGraph: false);
            for (var i = 0; i < parameters.Length; i++)
                parameters[i].grad = gradients.Tensors[i];
            optimizer.step();
            (loss, accuracy) = (mean.ToNumber(), TensorAssert.Values(logits.argmax(1).eq(targets)).Average());
        }
        return (initial.With(parameters).Clone(), loss, accuracy);
    }
}
