using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class AlignedSamplingTests
{
    private const int Episodes = 2000;
    private static readonly EpisodeShape s_shape = new(Ways: 3, Shots: 1, QueryShots: 2);

    // An alphabet of four characters, one of two, and one of one.
    private static readonly ClassSizes s_classes = new(["a/1", "a/2", "a/3", "a/4", "b/1", "b/2", "c/1"], [5, 5, 4, 5, 5, 5, 5]);

    [TestMethod]
    public void RowsStandAtTheSamePositionsOfAllClasses()
    {
        foreach (var episode in Draw(new AlignedSampling()))
        {
            var (support, query) = (episode.Support[0], episode.Query[0]);
            Assert.IsTrue(episode.Support.All(rows => rows.SequenceEqual(support)) && episode.Query.All(rows => rows.SequenceEqual(query)));
            Assert.AreEqual(3, support.Concat(query).Distinct().Count(), "No position is in both.");
            if (episode.Classes.Contains(2))
                Assert.IsTrue(support.Concat(query).All(position => position < 4), "All classes have the positions.");
        }
    }

    [TestMethod]
    public void EveryPairOfPositionsOccursAlike()
    {
        var pairs = Draw(new AlignedSampling()).Where(e => s_classes.Names[e.Classes[0]][0] == 'b')
            .CountBy(e => (e.Support[0][0], e.Query[0][0])).ToArray();
        Assert.AreEqual(20, pairs.Length);
        foreach (var (pair, count) in pairs)
            Assert.AreEqual(pairs.Sum(p => p.Value) / 20.0, count, 30, $"{pair}");
    }

    [TestMethod]
    public void ClassesAreOfOneGroupByItsSizeAndASmallGroupGivesAll()
    {
        var episodes = Draw(new AlignedSampling());
        foreach (var episode in episodes)
        {
            var group = s_classes.Names[episode.Classes[0]][0];
            Assert.IsTrue(episode.Classes.All(c => s_classes.Names[c][0] == group));
            Assert.AreEqual(group == 'a' ? 3 : 2, episode.Classes.Distinct().Count());
        }
        Assert.AreEqual(4 / 6.0 * Episodes, episodes.Count(e => e.Classes.Length == 3), 100);
        Assert.IsTrue(Draw(new AlignedSampling { MinWays = 3 }).All(e => e.Classes.Length == 3), "The group of two is too small.");
    }

    [TestMethod]
    public void APartOfTheEpisodesIgnoresTheGroups()
    {
        var mixed = Draw(new AlignedSampling { IgnoreHierarchyProbability = 0.5 })
            .Count(e => e.Classes.Select(c => s_classes.Names[c][0]).Distinct().Count() > 1);
        // Of the other half, those of three of the six classes that are all of group a: 4 of 20.
        Assert.AreEqual(0.5 * 0.8 * Episodes, mixed, 110);
    }

    [TestMethod]
    public void EpisodesDependOnSeedAndIndexAlone()
    {
        string Text(int seed, long index) =>
            string.Join(' ', new AlignedSampling().CreateSampler(s_classes, s_shape, seed).Sample(index) is var e
                ? e.Classes.Concat(e.Support[0]).Concat(e.Query[0])
                : []);
        for (var i = 0; i < 50; i++)
            Assert.AreEqual(Text(1, i), Text(1, i));
        Assert.IsTrue(Enumerable.Range(0, 50).Any(i => Text(1, i) != Text(2, i)));
    }

    [TestMethod]
    public void WhatIsTooSmallIsNamed()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => new AlignedSampling().CreateSampler(s_classes, s_shape with { QueryShots = 4 }, seed: 1), "class 'a/3' has 4 rows");
        ErrorAssert.Throws<ArgumentException>(
            () => new AlignedSampling { MinWays = 5 }.CreateSampler(s_classes, s_shape with { Ways = 5 }, seed: 1),
            "has no group of 5, the fewest ways of an episode");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new AlignedSampling { MinWays = 1 }.Check(), "MinWays must be at least 2");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => new AlignedSampling { IgnoreHierarchyProbability = 2 }.Check(), "IgnoreHierarchyProbability must be 0 to 1");
        ErrorAssert.Throws<ArgumentException>(
            () => new AlignedSampling().CreateSampler(new ClassSizes(["a", "b", "c"], [5, 5, 5]), s_shape, seed: 1),
            "class 'a' is in no group");
    }

    private static EpisodeIndices[] Draw(AlignedSampling sampling)
    {
        var sampler = sampling.CreateSampler(s_classes, s_shape, seed: 1);
        return Enumerable.Range(0, Episodes).Select(i => sampler.Sample(i)).ToArray();
    }
}
