using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Training;

/// <summary>What a report says of the gradient, and lets look at.</summary>
[TestClass]
public sealed class MetaStepViewTests
{
    [TestMethod]
    public void ParametersAndEpisodesCanBeSeenWhileAStepIsReported()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron());
        var source = TinyLearners.Episodes(learner, seed: 2);
        ParameterSet? last = null;
        var reports = new SynchronousProgress(m =>
        {
            last = m.View!.Parameters.Clone();
            var expected = source.Load((m.MetaStep - 1L) * new TinyLoop().MetaBatchSize);
            Assert.IsTrue(TensorAssert.SameBits(expected.Query.Inputs, m.View.LoadEpisode().Query.Inputs));
        });
        using var trained = new MetaTrainer(learner, new TinyLoop()).Train(
            TinyLearners.Initialize(learner, seed: 1), source, progress: reports).Parameters;
        Assert.IsTrue(TensorAssert.SameBits(trained, last!));
        ErrorAssert.Throws<InvalidOperationException>(() => _ = reports.Reports[0].View!.Parameters, "while it is being reported");
        ErrorAssert.Throws<InvalidOperationException>(() => reports.Reports[^1].View!.LoadEpisode(), "while it is being reported");
    }

    [TestMethod]
    public void TheNormIsThatOfTheGradientBeforeItIsClipped()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron());
        var source = TinyLearners.Episodes(learner, seed: 2);
        var initial = TinyLearners.Initialize(learner, seed: 1);
        var gradients = Enumerable.Range(0, new TinyLoop().MetaBatchSize).Select(i =>
            learner.MetaGradient(initial, source.Load(i)).Gradient).ToArray();
        var mean = gradients.Skip(1).Aggregate(gradients[0], (sum, g) => sum.Zip(g, (a, b) => a.Plus(b)))
            .Map(t => t.Over(gradients.Length));
        var expected = Math.Sqrt(mean.Tensors.Sum(t => t.Squared().sum().ToNumber()));
        var reports = new SynchronousProgress();
        new MetaTrainer(learner, new TinyLoop
        {
            MetaSteps = 1,
            GradientClip = 1e-4,
            GradientNormClip = 1e-4,
        }).Train(initial, source, progress: reports).Parameters.Dispose();
        Assert.AreEqual(expected, reports.Reports[0].GradientNorm!.Value, 1e-5 * expected);
    }

    [TestMethod]
    public void LearnedRatesAreReportedAtEachStep()
    {
        var mlContext = new MLContext(seed: 1);
        var rates = new List<IReadOnlyDictionary<string, IReadOnlyList<double>>?>();
        mlContext.MetaLearning().MamlPlusPlus(new MamlPlusPlusTrainer.Options
        {
            Ways = 3,
            Head = HeadInitialization.Learned,
            QueryShots = 2,
            InnerLoop = { AdaptationSteps = 2, LearningRate = 0.25 },
            OuterLoop = { MetaSteps = 2, LearningRate = 0.001 },
            Backbone = new Mlp(Blobs.Size, [8]),
            Progress = new SynchronousProgress(m => rates.Add(m.InnerLearningRates)),
        }).Fit(Blobs.Create(mlContext));
        CollectionAssert.IsSubsetOf(new[] { "head.weight", "head.bias" }, rates[0]!.Keys.ToArray());
        Assert.IsTrue(
            rates[0]!.Values.All(r => r.Count == 2 && r.All(v => Math.Abs(v - 0.25) < 0.002 && v != 0.25)),
            "One step of Adam moves each rate by the meta learning rate at most.");
        Assert.AreNotEqual(rates[0]!["head.weight"][0], rates[1]!["head.weight"][0]);
    }

    [TestMethod]
    public void ConstantRatesAreNotReported()
    {
        var reports = new SynchronousProgress();
        TinyModels.Classifier(new MLContext(seed: 1), o => o.Progress = reports);
        Assert.IsNull(reports.Reports[0].InnerLearningRates);
    }
}
