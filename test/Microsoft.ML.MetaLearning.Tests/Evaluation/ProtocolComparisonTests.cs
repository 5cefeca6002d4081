using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public sealed class ProtocolComparisonTests
{
    private static readonly double[] s_base = [0.2, 0.9, 0.4, 0.7, 0.5, 0.6, 0.3, 0.8];

    [TestMethod]
    public void TheBestWinsWhereItsPairedIntervalsExcludeZero()
    {
        // The means differ by far less than the spread over episodes: only the pairs tell.
        var comparison = Compare(("plain", Shifted(0)), ("better", Shifted(0.02, 0.01)), ("worse", Shifted(-0.05, 0.01)));
        Assert.AreEqual("better", comparison.Best);
        Assert.AreEqual("better", comparison.Winner);
        Assert.AreEqual(0, comparison.TiedWithBest.Count);
        Assert.IsTrue(comparison["better"].Metrics.Accuracy - comparison["better"].Metrics.ConfidenceInterval95 < comparison["plain"].Metrics.Accuracy);
        StringAssert.Contains(comparison.ToString(), "Winner: better");
    }

    [TestMethod]
    public void ChanceIsNamedWithThoseWhoseIntervalsIncludeIt()
    {
        StringAssert.EndsWith(Compare(("plain", Shifted(0)), ("better", Shifted(0.02, 0.01))).ToString(), "Chance is 20 %.");
        var low = Compare(("plain", Shifted(0)), ("low", Shifted(-0.9)), ("lower", Shifted(-0.95)));
        Assert.AreEqual((true, false), (low["plain"].Metrics.IsAboveChance, low["low"].Metrics.IsAboveChance));
        StringAssert.EndsWith(
            low.ToString(), "Chance is 20 %, which the intervals of low and lower do not exclude: they may have learned nothing.");
    }

    [TestMethod]
    public void ThereIsNoWinnerWhereOneIntervalIncludesZero()
    {
        var comparison = Compare(("plain", Shifted(0)), ("near", Shifted(0.005, 0.05)), ("worse", Shifted(-0.1, 0.01)));
        Assert.AreEqual("near", comparison.Best);
        Assert.IsNull(comparison.Winner);
        CollectionAssert.AreEqual(new[] { "plain" }, comparison.TiedWithBest.ToArray());
        StringAssert.Contains(comparison.ToString(), "No winner: near has the highest mean, but plain is tied with it");
    }

    [TestMethod]
    public void EqualScoresAreTied()
    {
        var comparison = Compare(("one", Shifted(0)), ("other", Shifted(0)));
        Assert.IsNull(comparison.Winner);
        Assert.AreEqual(new PairedDifference("one", "other", 0, 0), comparison.Differences.Single());
        CollectionAssert.AreEqual(new[] { "other" }, comparison.TiedWithBest.ToArray());
    }

    [TestMethod]
    public void EveryPairIsThereOnceAndCanBeAskedForEitherWay()
    {
        var comparison = Compare(("a", Shifted(0)), ("b", Shifted(0.1)), ("c", Shifted(-0.1)));
        CollectionAssert.AreEqual(new[] { "a b", "a c", "b c" }, comparison.Differences.Select(d => $"{d.First} {d.Second}").ToArray());
        Assert.AreEqual(0.2, comparison.Difference("b", "c").Difference, 1e-12);
        Assert.AreEqual(-0.2, comparison.Difference("c", "b").Difference, 1e-12);
        ErrorAssert.Throws<ArgumentException>(() => comparison.Difference("a", "d"), "no learner is called 'd'", "a, b, c");
    }

    [TestMethod]
    public void TransductiveScoresAreComparedOnlyIfAllWereTrainedSo()
    {
        var (inductive, transductive) = (Normalization.SupportStatistics, Normalization.TransductiveBatch);
        var both = Compare(Result("a", Shifted(0), Shifted(0.3), transductive), Result("b", Shifted(0.1), Shifted(0), transductive));
        Assert.IsTrue(both.IsTransductive);
        Assert.AreEqual("a", both.Winner);
        var mixed = Compare(Result("a", Shifted(0), Shifted(0.3), transductive), Result("b", Shifted(0.1), Shifted(0), inductive));
        Assert.IsFalse(mixed.IsTransductive);
        Assert.AreEqual("b", mixed.Winner);
        StringAssert.Contains(mixed.ToString(), "Not all were meta-trained with the same protocol");
        Assert.IsFalse(both.ToString().Contains("Not all", StringComparison.Ordinal));
    }

    [TestMethod]
    public void TheTableIsAligned()
    {
        using var turkish = new InCulture("tr-TR");
        var protocol = Compare(
            Result("MAML", Shifted(0), Shifted(0.01), Normalization.SupportStatistics),
            Result("ProtoNet", Shifted(0.1), null, Normalization.Layer));
        var comparison = new LearnerComparison(
            [Learner("MAML", TimeSpan.FromSeconds(83.2), 2048), Learner("ProtoNet", null, 10 * 2048)], [protocol]);
        string[] expected =
        [
            "5-way 1-shot, 15 query shots, 8 episodes, the same for all; mean accuracy ± 95 % confidence interval over episodes:",
            "                 inductive      transductive   as trained   adaptation   training    model   gradients",
            "MAML       55.00 ± 20.48 %   56.00 ± 20.48 %    inductive      1.50 ms     83.2 s    2 KiB        tape",
            "ProtoNet   65.00 ± 20.48 %                 -    inductive      1.50 ms     before   20 KiB        tape",
            "Inductive accuracies in pairs, mean difference ± 95 % confidence interval over the same episodes:",
            "MAML - ProtoNet   -10.00 ± 0.00 %",
            "Winner: ProtoNet; its paired interval against the other learner excludes zero.",
            "Chance is 20 %.",
        ];
        CollectionAssert.AreEqual(expected, comparison.ToString().Split(Environment.NewLine));
        Assert.AreEqual(2048, comparison["MAML"].ModelBytes);
        ErrorAssert.Throws<ArgumentException>(() => _ = comparison["Reptile"], "no learner is called 'Reptile'", "MAML, ProtoNet");
    }

    private static double[] Shifted(double mean, double spread = 0) =>
        s_base.Select((a, i) => a + mean + (i % 2 == 0 ? spread : -spread)).ToArray();

    private static ProtocolComparison Compare(params (string Name, double[] Accuracies)[] learners) =>
        Compare(learners.Select(l => Result(l.Name, l.Accuracies, l.Accuracies, Normalization.SupportStatistics)).ToArray());

    private static ProtocolComparison Compare(params LearnerResult[] learners) =>
        new(new EvaluationProtocol(5, 1, 15, Episodes: s_base.Length), learners);

    private static ComparedLearner Learner(string name, TimeSpan? training, long bytes) => new(name, null!, training, bytes, "tape");

    private static LearnerResult Result(
        string name, double[] inductive, double[]? transductive, Normalization normalization) => new(name, new FewShotMetrics
        {
            Models = 1,
            Ways = 5,
            Shots = 1,
            QueryShots = 15,
            Episodes = inductive.Length,
            AdaptationSteps = 0,
            Normalization = normalization,
            Inductive = new EpisodeScores(inductive, 0, 0),
            Transductive = transductive is null ? null : new EpisodeScores(transductive, 0, 0),
        }, TimeSpan.FromMilliseconds(1.5));
}
