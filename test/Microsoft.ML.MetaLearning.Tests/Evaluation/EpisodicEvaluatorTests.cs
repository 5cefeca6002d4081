using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class EpisodicEvaluatorTests
{
    private const int Episodes = 20;

    [TestMethod]
    public void CalibrationErrorIsTheWeightedGapOfEachBin()
    {
        // 15 bins: 0.50 and 0.52 share bin 7, 0.90 has bin 13, 1 falls into the last and not beyond it.
        double[] confidences = [0.50, 0.52, 0.90, 1.00];
        long[] hits = [1, 0, 0, 1];
        Assert.AreEqual(
            (2 * Math.Abs(0.51 - 0.5) + Math.Abs(0.9 - 0) + 0) / 4,
            Reliability.CalibrationError(Reliability.Table(confidences, hits)),
            1e-12);
        Assert.AreEqual(0, Reliability.CalibrationError(Reliability.Table([0.75, 0.75, 0.75, 0.75], [1, 0, 1, 1])), 1e-12);
    }

    [TestMethod]
    public void ComparisonIsPairedByEpisode()
    {
        var one = new EpisodeScores([0.9, 0.5, 0.7, 0.3], 0, 0);
        var other = new EpisodeScores([0.8, 0.4, 0.6, 0.2], 0, 0);
        var (difference, interval) = one.Compare(other);
        Assert.AreEqual(0.1, difference, 1e-12);
        Assert.AreEqual(0, interval, 1e-12);
        Assert.IsTrue(one.ConfidenceInterval95 > 0.1);
        Assert.AreEqual(-0.1, other.Compare(one).Difference, 1e-12);
        var error = Assert.ThrowsExactly<ArgumentException>(() => one.Compare(new EpisodeScores([1, 1], 0, 0)));
        StringAssert.Contains(error.Message, "4 and 2 episodes");
    }

    [TestMethod]
    [DataRow(Normalization.SupportStatistics)]
    [DataRow(Normalization.TransductiveBatch)]
    [DataRow(Normalization.Layer)]
    [DataRow(Normalization.EpisodicRunning)]
    [DataRow(Normalization.Running)]
    [DataRow(Normalization.TaskNorm)]
    public void MetricsSayWhatWasMeasured(Normalization normalization)
    {
        var metrics = Evaluate(normalization, threads: 1);
        Assert.AreEqual(
            (3, 2, 2, Episodes, 2), (metrics.Ways, metrics.Shots, metrics.QueryShots, metrics.Episodes, metrics.AdaptationSteps));
        Assert.AreEqual(normalization, metrics.Normalization);
        Assert.AreEqual(Episodes, metrics.Inductive.Accuracies.Count);
        Assert.AreEqual(normalization is Normalization.Layer or Normalization.TaskNorm, metrics.Transductive is null);
        Assert.AreSame(normalization == Normalization.TransductiveBatch ? metrics.Transductive : metrics.Inductive, metrics.AsTrained);
        Assert.AreEqual(metrics.AsTrained.Accuracies.Average(), metrics.Accuracy, 1e-12);
        Assert.IsTrue(metrics.ConfidenceInterval95 > 0);
        foreach (var part in new[]
        {
            "3-way 2-shot", "2 query shots", $"{Episodes} episodes", "2 adaptation steps", $"{normalization}", "inductive", "±"
        })
            StringAssert.Contains(metrics.ToString(), part);
        Assert.AreEqual(metrics.Transductive is not null, metrics.ToString().Contains("transductive", StringComparison.Ordinal));
    }

    [TestMethod]
    public void ProtocolsDifferOnTheSameEpisodes()
    {
        var metrics = Evaluate(Normalization.SupportStatistics, threads: 1);
        Assert.AreNotEqual(metrics.Inductive.LogLoss, metrics.Transductive!.LogLoss);
    }

    [TestMethod]
    public void ScoresDoNotDependOnTheNumberOfThreads()
    {
        var (one, three) = (Evaluate(Normalization.SupportStatistics, threads: 1), Evaluate(Normalization.SupportStatistics, threads: 3));
        CollectionAssert.AreEqual(one.Inductive.Accuracies.ToArray(), three.Inductive.Accuracies.ToArray());
        Assert.AreEqual(one.Inductive.LogLoss, three.Inductive.LogLoss);
        Assert.AreEqual(one.Inductive.ExpectedCalibrationError, three.Inductive.ExpectedCalibrationError);
        Assert.AreEqual(one.Transductive!.LogLoss, three.Transductive!.LogLoss);
    }

    [TestMethod]
    public void RegressionErrorIsTheMeanOverTasks()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron(), steps: 2, innerLearningRate: 0.01, task: TaskKind.Regression);
        var (parameters, source) = (TinyLearners.Initialize(learner, seed: 1), TinyLearners.Episodes(learner, seed: 2));
        using var threads = new TaskThreads(2);
        var metrics = new EpisodicEvaluator(new MetaLearnedModel(learner, parameters), threads).Regression(source, Episodes);
        var errors = Enumerable.Range(0, Episodes).Select(i =>
        {
            var episode = source.Load(i);
            return TensorAssert.Values((learner.Adapt(parameters, episode.Support)
                .Predict(episode.Query.Inputs) - episode.Query.Targets).Squared()).Average();
        }).ToArray();
        Assert.AreEqual(errors.Average(), metrics.MeanSquaredError, 1e-5);
        Assert.AreEqual(StudentT.Mean(errors).Interval, metrics.ConfidenceInterval95, 1e-5);
        Assert.AreEqual((6, 6, Episodes, 2), (metrics.Shots, metrics.QueryShots, metrics.Episodes, metrics.AdaptationSteps));
    }

    private static FewShotMetrics Evaluate(Normalization normalization, int threads)
    {
        using var scope = NewDisposeScope();
        using var workers = new TaskThreads(threads);
        var learner = TinyLearners.Maml(TinyLearners.Conv(), normalization, steps: 2);
        return new EpisodicEvaluator(new MetaLearnedModel(learner, TinyLearners.Initialize(learner, seed: 1)), workers).Classification(
            TinyLearners.Episodes(learner, seed: 2), Episodes);
    }
}
