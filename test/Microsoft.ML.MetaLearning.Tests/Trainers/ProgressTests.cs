using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>What a user sees of a training while it runs: progress, the log of the context, validation.</summary>
[TestClass]
public sealed class ProgressTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void ProgressIsReportedAfterEachMetaStep()
    {
        var reports = new List<MetaTrainingMetrics>();
        TinyModels.Classifier(_mlContext, o => (o.OuterLoop.MetaSteps, o.Progress) = (4, new SynchronousProgress(reports.Add)));
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, reports.Select(r => r.MetaStep).ToArray());
        foreach (var report in reports)
        {
            Assert.AreEqual(4, report.MetaSteps);
            Assert.IsTrue(double.IsFinite(report.Loss) && report.Loss > 0, $"loss {report.Loss}");
            Assert.IsTrue(report.Accuracy is >= 0 and <= 1, $"accuracy {report.Accuracy}");
            Assert.IsTrue(report.TasksPerSecond > 0 && report.Elapsed > TimeSpan.Zero);
            Assert.AreNotEqual("", report.GradientPath);
            Assert.IsNull(report.ValidationAccuracy);
        }
        Assert.AreEqual(TimeSpan.Zero, reports[^1].Remaining);
        Assert.IsTrue(reports[0].LearningRate > reports[^1].LearningRate, "The default schedule falls.");
    }

    [TestMethod]
    public void TheLogTellsWhatIsTrainedAndHowItGoes()
    {
        var log = new RecordedLog(_mlContext);
        TinyModels.Classifier(_mlContext);
        var all = string.Join("\n", log.Messages);
        foreach (var fragment in new[]
        {
            "Mlp 4-40-40", "4 classes", "SupportStatistics", "meta-step 1/2: loss ", "meta-step 2/2: loss ", "tasks/s"
        })
            StringAssert.Contains(all, fragment);
    }

    [TestMethod]
    public void TheLogIsTheSameInEveryCulture()
    {
        using var german = new InCulture("de-DE");
        var log = new RecordedLog(_mlContext);
        TinyModels.Classifier(_mlContext);
        StringAssert.Matches(
            log.Messages.First(m => m.StartsWith("meta-step 1/2", StringComparison.Ordinal)),
            new(@"loss \d\.\d{4}, accuracy \d+\.\d ?%, \d+\.\d tasks/s"));
    }

    [TestMethod]
    public void RegressionReportsNoAccuracy()
    {
        var reports = new List<MetaTrainingMetrics>();
        _mlContext.MetaLearning().MamlRegression(TinyModels.RegressorOptions(o => o.Progress = new SynchronousProgress(
            reports.Add))).Fit(_mlContext.MetaLearning().LoadSinusoids(4, 8));
        Assert.IsTrue(reports.Count == 2 && reports.All(r => double.IsNaN(r.Accuracy)));
        Assert.IsFalse(reports[0].ToString().Contains("accuracy"));
    }

    [TestMethod]
    public void ValidationIsReportedAtItsInterval()
    {
        var reports = new List<MetaTrainingMetrics>();
        TinyModels.Classifier(_mlContext, o =>
        {
            o.ValidationSet = Blobs.Create(_mlContext, i => $"other {i}", seed: 7);
            (o.OuterLoop.MetaSteps, o.OuterLoop.ValidationInterval, o.OuterLoop.ValidationEpisodes) = (4, 2, 3);
            o.Progress = new SynchronousProgress(reports.Add);
        });
        CollectionAssert.AreEqual(new[] { false, true, true, true }, reports.Select(r => r.ValidationAccuracy is >= 0 and <= 1).ToArray());
        StringAssert.Contains(reports[3].ToString(), "validation accuracy");
    }

    [TestMethod]
    public void ValidationClassesMustNotBeTrainingClasses()
    {
        string[] shared = ["other", "class 1", "another"];
        var error = ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => TinyModels.Classifier(_mlContext, o => o.ValidationSet = Blobs.Create(_mlContext, i => shared[i], classes: 3)),
            "must not share classes",
            "shares class 1.");
        Assert.AreEqual("ValidationSet", error.ParamName);
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameModel()
    {
        string[] Train(int seed) => ViewAssert.Values(TinyModels.Classifier(new MLContext(seed)).Transform(Blobs.Create(_mlContext)));
        CollectionAssert.AreEqual(Train(5), Train(5));
        CollectionAssert.AreNotEqual(Train(5), Train(6));
    }

    [TestMethod]
    public void ATimeLimitEndsTheTraining()
    {
        MetaTrainingMetrics? last = null;
        TinyModels.Classifier(
            _mlContext,
            o => (o.OuterLoop.MetaSteps, o.OuterLoop.TimeLimit, o.Progress) = (
                int.MaxValue, TimeSpan.FromMilliseconds(50), new SynchronousProgress(m => last = m)));
        Assert.IsTrue(last!.MetaStep < int.MaxValue);
        Assert.AreEqual(TimeSpan.Zero, last.Remaining);
    }
}
