using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Evaluation;

[TestClass]
public sealed class EvaluateTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly MetaLearnedTransformer s_model = TinyModels.Classifier(s_mlContext, o =>
        (o.OuterLoop.MetaSteps, o.OuterLoop.LearningRate, o.InnerLoop.LearningRate, o.Backbone) = (
            100, 0.01, 0.3, new Mlp(Blobs.Size, [8], normalize: true)));
    private static readonly IDataView s_unseen = Blobs.Create(s_mlContext, i => $"unseen {i}", classes: 4, rows: 20, seed: 8);

    [TestMethod]
    public void EvaluationSaysWhatItMeasured()
    {
        using var turkish = new InCulture("tr-TR");
        var metrics = s_mlContext.MetaLearning()
            .Evaluate(s_model, s_unseen, new(Shots: 2, QueryShots: 4, Episodes: 20) { AdaptationSteps = 3 });
        var text = metrics.ToString();
        StringAssert.Matches(
            text,
            new(@"^3-way 2-shot, 4 query shots, 20 episodes, single model, 3 adaptation steps, trained with SupportStatistics: " +
            @"inductive \d+\.\d\d ± \d+\.\d\d % \(log loss \d\.\d{3}, ECE \d\.\d{3}\), transductive \d+\.\d\d ± \d+\.\d\d %"));
    }

    [TestMethod]
    public void BothProtocolsAreMeasuredOnTheSameEpisodes()
    {
        var metrics = Evaluate(seed: 0);
        Assert.AreEqual(20, metrics.Inductive.Accuracies.Count);
        Assert.AreEqual(20, metrics.Transductive!.Accuracies.Count);
        Assert.AreNotEqual(metrics.Inductive.LogLoss, metrics.Transductive.LogLoss);
        Assert.AreEqual(
            metrics.Inductive.Accuracy - metrics.Transductive.Accuracy, metrics.Inductive.Compare(metrics.Transductive).Difference, 1e-12);
        Assert.AreSame(metrics.Inductive, metrics.AsTrained);
        foreach (var scores in new[] { metrics.Inductive, metrics.Transductive })
        {
            Assert.IsTrue(scores.Accuracies.All(a => a is >= 0 and <= 1));
            Assert.AreEqual(scores.Accuracies.Average(), scores.Accuracy, 1e-12);
            Assert.IsTrue(scores.ConfidenceInterval95 > 0 && scores.LogLoss > 0 && scores.ExpectedCalibrationError is >= 0 and <= 1);
        }
    }

    [TestMethod]
    public void ChanceIsKnownWhereTheNumberOfClassesIs()
    {
        var metrics = Evaluate(seed: 3);
        Assert.AreEqual(1.0 / 3, metrics.Chance);
        Assert.AreEqual(metrics.Accuracy - metrics.ConfidenceInterval95 > metrics.Chance, metrics.IsAboveChance);
        StringAssert.Contains(metrics.ToString(), "; chance is 33.33 %");
        var variable = s_mlContext.MetaLearning()
            .Evaluate(
                TinyModels.Classifier(s_mlContext),
                s_unseen,
                new(QueryShots: 4, Episodes: 5) { Sampling = new VariableSampling { MinWays = 2, MaxWays = 3 } });
        Assert.AreEqual((null, null), (variable.Chance, variable.IsAboveChance));
        Assert.IsFalse(variable.ToString().Contains("chance", StringComparison.Ordinal));
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameResult()
    {
        Assert.AreEqual(Evaluate(seed: 3).ToString(), Evaluate(seed: 3).ToString());
        CollectionAssert.AreNotEqual(Evaluate(seed: 3).Inductive.Accuracies.ToArray(), Evaluate(seed: 4).Inductive.Accuracies.ToArray());
    }

    [TestMethod]
    public void LearningShows() =>
        Assert.IsTrue(Evaluate(seed: 0).Accuracy > 0.6, $"Chance is 0.33; the clouds are far apart: {Evaluate(seed: 0)}");

    [TestMethod]
    public void WithoutBatchNormalizationThereIsOneProtocol()
    {
        var model = TinyModels.Classifier(
            s_mlContext, o => (o.Normalization, o.Backbone) = (Normalization.Layer, new Mlp(Blobs.Size, [8], normalize: true)));
        var metrics = s_mlContext.MetaLearning().Evaluate(model, s_unseen, new(QueryShots: 4, Episodes: 5));
        Assert.IsNull(metrics.Transductive);
        Assert.IsFalse(metrics.ToString().Contains("transductive"));
        Assert.AreEqual(Normalization.Layer, metrics.Normalization);
    }

    [TestMethod]
    public void AChainIsEvaluatedWithItsPreprocessing()
    {
        var chain = s_mlContext.Transforms.CopyColumns("Features", "Inputs").Fit(Renamed()).Append(s_model);
        CollectionAssert.AreEqual(
            Evaluate(seed: 0).Inductive.Accuracies.ToArray(),
            s_mlContext.MetaLearning().Evaluate(chain, Renamed(), new(QueryShots: 4, Episodes: 20)).Inductive.Accuracies.ToArray());
    }

    [TestMethod]
    public void RegressionIsEvaluatedInSquaredUnitsOfTheLabel()
    {
        var data = s_mlContext.MetaLearning().LoadSinusoids(curves: 20, points: 8, seed: 4);
        var model = TinyModels.Regressor(s_mlContext);
        var metrics = s_mlContext.MetaLearning().EvaluateRegression(model, data, new(Episodes: 10) { AdaptationSteps = 0 });
        Assert.IsTrue(metrics.MeanSquaredError > 0 && metrics.ConfidenceInterval95 > 0);
        StringAssert.Matches(
            metrics.ToString(),
            new(@"^3 shots, 3 query shots, 10 tasks, 0 adaptation steps: mean squared error \d+\.\d{4} ± \d+\.\d{4}, mean absolute error \d+\.\d{4} ± \d+\.\d{4}$"));
        Assert.AreEqual(
            metrics.ToString(),
            s_mlContext.MetaLearning().EvaluateRegression(model, data, new(Episodes: 10) { AdaptationSteps = 0 }).ToString());
    }

    [TestMethod]
    public void NumbersOutOfRangeAreNamed()
    {
        var catalog = s_mlContext.MetaLearning();
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(s_model, s_unseen, new(Episodes: 1)), "Episodes must be at least 2");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => catalog.Evaluate(s_model, s_unseen, new(Ways: 1)), "Ways must be at least 2");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => catalog.Evaluate(s_model, s_unseen, new(Ways: 4)), "Ways must be at most 3");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(s_model, s_unseen, new(Shots: 0)), "Shots must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(s_model, s_unseen, new(QueryShots: 0)), "QueryShots must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(s_model, s_unseen, new() { AdaptationSteps = -1 }), "AdaptationSteps must be at least 0");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(s_model, s_unseen, new(QueryShots: 20)), "class 'unseen 0' has 20 rows", "needs 21");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.Evaluate(s_model, Blobs.Create(s_mlContext, classes: 2), new(QueryShots: 2)), "at least 3 classes", "has 2");
    }

    private static IDataView Renamed() =>
        s_mlContext.Transforms.CopyColumns("Inputs", "Features").Append(s_mlContext.Transforms.SelectColumns(
            "Label", "Inputs")).Fit(s_unseen).Transform(s_unseen);

    private static FewShotMetrics Evaluate(int seed) =>
        s_mlContext.MetaLearning().Evaluate(s_model, s_unseen, new(QueryShots: 4, Episodes: 20, Seed: seed));
}
