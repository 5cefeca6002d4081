using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public sealed class LearnerRankingTests
{
    [TestMethod]
    public void LearnersWithoutASignificantDifferenceShareTheMeanOfTheirPlaces()
    {
        // Intervals of ± 2 % each: a difference of up to sqrt(8) = 2.83 % is no difference.
        var ranking = Rank(
            ("birds", [("a", 0.90), ("b", 0.88), ("c", 0.85), ("d", 0.60)]),
            ("fungi", [("a", 0.50), ("b", 0.60), ("c", 0.61), ("d", 0.40)]));
        CollectionAssert.AreEqual(new[] { 1.5, 1.5, 3, 4 }, "abcd".Select(n => ranking[$"{n}"].Results[0].Rank).ToArray());
        CollectionAssert.AreEqual(new[] { 3, 1.5, 1.5, 4 }, "abcd".Select(n => ranking[$"{n}"].Results[1].Rank).ToArray());
        CollectionAssert.AreEqual(
            new[] { "b 1.5", "a 2.25", "c 2.25", "d 4" },
            ranking.Learners.Select(l => FormattableString.Invariant($"{l.Name} {l.AverageRank}")).ToArray());
    }

    [TestMethod]
    public void TiesAreWithTheBestOfTheRestAndDoNotChain()
    {
        // b is tied with a, and c with b; but c is not tied with a.
        var ranking = Rank(("birds", [("c", 0.86), ("a", 0.90), ("b", 0.88)]));
        CollectionAssert.AreEqual(new[] { 1.5, 1.5, 3 }, "abc".Select(n => ranking[$"{n}"].Results.Single().Rank).ToArray());
    }

    [TestMethod]
    public void TheTableHasAColumnForEachDataSet()
    {
        using var turkish = new InCulture("tr-TR");
        string[] expected =
        [
            "Mean inductive accuracy ± 95 % confidence interval over episodes (rank):",
            "    average rank                birds                  fungi",
            "a           1.25   90.00 ± 2.00 % (1)   50.00 ± 2.00 % (1.5)",
            "b           1.75   70.00 ± 2.00 % (2)   49.00 ± 2.00 % (1.5)",
            "birds: Chance is 20 %.",
            "fungi: Chance is 20 %.",
        ];
        CollectionAssert.AreEqual(
            expected,
            Rank(("birds", [("b", 0.70), ("a", 0.90)]), ("fungi", [("b", 0.49), ("a", 0.50)])).ToString().Split(Environment.NewLine));
    }

    [TestMethod]
    public void WhatCannotBeRankedIsNamed()
    {
        ErrorAssert.Throws<ArgumentException>(() => Rank(), "at least one data set");
        ErrorAssert.Throws<ArgumentException>(() => Rank(("birds", [("a", 0.9)])), "at least 2 learners, but 1 is given");
        ErrorAssert.Throws<ArgumentException>(
            () => Rank(("birds", [("a", 0.9), ("b", 0.9)]), ("fungi", [("a", 0.9), ("c", 0.9)])), "'b' has one on some alone", "'fungi'");
        var ranking = Rank(("birds", [("a", 0.9), ("b", 0.9)]));
        ErrorAssert.Throws<ArgumentException>(() => _ = ranking["c"], "no learner is called 'c'", "a, b");
        var other = new Dictionary<string, FewShotMetrics> { ["a"] = Metrics(0.5, "birds"), ["b"] = Metrics(0.5, "other birds") };
        ErrorAssert.Throws<ArgumentException>(
            () => LearnerRanking.Of(new Dictionary<string, IReadOnlyDictionary<string, FewShotMetrics>> { ["birds"] = other }),
            "'a on birds' and 'b on birds'",
            "DataHash is birds and other birds");
    }

    private static LearnerRanking Rank(params (string Name, (string Learner, double Accuracy)[] Results)[] dataSets) =>
        LearnerRanking.Of(dataSets.ToDictionary(
        d => d.Name,
        d => (IReadOnlyDictionary<string, FewShotMetrics>)d.Results.ToDictionary(r => r.Learner, r => Metrics(r.Accuracy, d.Name))));

    /// <summary>With an interval of ± 2 %: two episodes of the same distance from the mean.</summary>
    private static FewShotMetrics Metrics(double accuracy, string dataHash)
    {
        var distance = 0.02 / StudentT.Quantile975(1);
        return new FewShotMetrics
        {
            Models = 1,
            Ways = 5,
            Shots = 1,
            QueryShots = 15,
            Episodes = 2,
            AdaptationSteps = 0,
            Normalization = Normalization.SupportStatistics,
            Inductive = new EpisodeScores([accuracy - distance, accuracy + distance], 0, 0),
            Transductive = null,
            Seed = 1,
            DataHash = dataHash,
        };
    }
}
