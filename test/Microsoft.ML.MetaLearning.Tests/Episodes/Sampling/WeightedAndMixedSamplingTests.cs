using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class WeightedAndMixedSamplingTests
{
    private const int Episodes = 4000;
    private static readonly EpisodeShape s_shape = new(Ways: 2, Shots: 1, QueryShots: 2);
    private static readonly ClassSizes s_classes = Classes("a", "b", "c", "d");

    [TestMethod]
    public void ClassesAreDrawnByTheirWeights()
    {
        // The first class of an episode is a with 3/6, b and d with 1/6, c never; d has no weight given.
        var first = Draw(
            new WeightedSampling(new Dictionary<string, double> { ["a"] = 3, ["b"] = 2, ["c"] = 0 }),
            s_classes).CountBy(e => s_classes.Names[e.Classes[0]]).ToDictionary();
        CollectionAssert.AreEquivalent(new[] { "a", "b", "d" }, first.Keys.ToArray());
        foreach (var (name, part) in new[] { ("a", 3 / 6.0), ("b", 2 / 6.0), ("d", 1 / 6.0) })
            Assert.AreEqual(part * Episodes, first[name], 5 * Math.Sqrt(Episodes * part * (1 - part)), name);
    }

    [TestMethod]
    public void TheNextClassIsDrawnByTheWeightsOfTheOthers()
    {
        var afterA = Draw(new WeightedSampling(new Dictionary<string, double> { ["a"] = 100, ["b"] = 2, ["c"] = 0 }), s_classes)
            .Where(e => e.Classes[0] == 0).CountBy(e => e.Classes[1]).ToDictionary();
        Assert.AreEqual(2 / 3.0, afterA[1] / (double)afterA.Values.Sum(), 0.04);
    }

    [TestMethod]
    public void WeightsThatCannotBeAreNamed()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => new WeightedSampling(new Dictionary<string, double> { ["a"] = -1 }), "the weight of class 'a'", "-1");
        ErrorAssert.Throws<ArgumentException>(
            () => Draw(new WeightedSampling(new Dictionary<string, double> { ["x"] = 1 }), s_classes),
            "class 'x' has a weight, but no rows");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Draw(new WeightedSampling(new Dictionary<string, double> { ["a"] = 0, ["b"] = 0, ["c"] = 0 }), s_classes),
            "at least 2 classes, but 1 have a weight above 0");
    }

    [TestMethod]
    public void AnEpisodeIsOfOneSourceByItsWeight()
    {
        var classes = Classes("x/1", "y/1", "x/2", "y/2", "y/3", "z/1");
        var episodes = Draw(
            new MixedSampling(
                new SampledSource("x", 3), new SampledSource("y", 1, new VariableSampling { MinWays = 3, MaxWays = 3, MaxQueryShots = 1 })),
            classes);
        foreach (var episode in episodes)
        {
            Assert.AreEqual(episode.Source == "x" ? 2 : 3, episode.Classes.Length);
            Assert.AreEqual(episode.Source == "x" ? 2 : 1, episode.Query[0].Length);
            Assert.IsTrue(episode.Classes.All(c => classes.Names[c].StartsWith(episode.Source + "/", StringComparison.Ordinal)));
        }
        Assert.AreEqual(0.75 * Episodes, episodes.Count(e => e.Source == "x"), 140);
    }

    [TestMethod]
    public void EpisodesDependOnSeedAndIndexAlone()
    {
        var classes = Classes("x/1", "x/2", "x/3", "y/1", "y/2", "y/3");
        foreach (var sampling in new EpisodeSampling[]
        {
            new MixedSampling(new SampledSource("x"), new SampledSource("y")), new WeightedSampling(new Dictionary<string, double>
            {
                ["x/1"] = 5
            })
        })
        {
            var sampler = sampling.CreateSampler(classes, s_shape, seed: 1);
            var forwards = Enumerable.Range(0, 100).Select(i => Text(sampler.Sample(i))).ToArray();
            var backwards = Enumerable.Range(0, 100).Reverse().Select(i =>
                Text(sampling.CreateSampler(classes, s_shape, seed: 1).Sample(i))).Reverse().ToArray();
            CollectionAssert.AreEqual(forwards, backwards);
            CollectionAssert.AreNotEqual(
                forwards,
                Enumerable.Range(0, 100).Select(i => Text(sampling.CreateSampler(classes, s_shape, seed: 2).Sample(i))).ToArray());
        }
    }

    [TestMethod]
    public void TheLargestEpisodeOfAMixtureCoversAllSources()
    {
        var sampling = new MixedSampling(new SampledSource("x"), new SampledSource("y", 1, new VariableSampling()));
        var largest = sampling.Largest(new EpisodeShape(5, 1, 200));
        Assert.AreEqual(50, largest.Ways);
        Assert.IsTrue(largest.Ways * largest.Shots >= 500 && largest.Ways * largest.QueryShots is >= 1000 and < 1050);
        Assert.AreEqual(2, sampling.FewestWays(s_shape));
    }

    [TestMethod]
    public void SourcesThatCannotBeAreNamed()
    {
        ErrorAssert.Throws<ArgumentException>(() => new MixedSampling(), "at least one source");
        ErrorAssert.Throws<ArgumentException>(
            () => new MixedSampling(new SampledSource("x"), new SampledSource("x")), "'x' is given more than once");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new MixedSampling(new SampledSource("x", 0)), "the weight of source 'x'");
        ErrorAssert.Throws<ArgumentException>(
            () => Draw(new MixedSampling(new SampledSource("x")), s_classes), "source 'x' has no classes", "'x/'");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Draw(new MixedSampling(new SampledSource("x")), Classes("x/1", "y/1")), "at least 2 classes", "x/1");
    }

    [TestMethod]
    public void DescriptionsTellChoicesApart()
    {
        EpisodeSampling Replay(int row) =>
            new ReplayedSampling(new SavedEpisodes(s_classes, [new EpisodeIndices([0, 1], [[0], [1]], [[row], [2]])]));
        EpisodeSampling[] samplings =
        [
            EpisodeSampling.Fixed,
            new WeightedSampling(new Dictionary<string, double> { ["a"] = 2 }),
            new WeightedSampling(new Dictionary<string, double> { ["a"] = 3 }),
            new VariableSampling(),
            new VariableSampling { MaxSupport = 400 },
            new VariableSampling { Hierarchy = ClassHierarchy.Bilevel },
            new VariableSampling { Hierarchy = ClassHierarchy.Graph([("a", "x")]) },
            new VariableSampling { Hierarchy = ClassHierarchy.Graph([("a", "y")]) },
            new MixedSampling(new SampledSource("x", 1)),
            new MixedSampling(new SampledSource("x", 2)),
            new MixedSampling(new SampledSource("x", 1, new VariableSampling())),
            Replay(3),
            Replay(4),
        ];
        CollectionAssert.AllItemsAreUnique(samplings.Select(s => s.ToString()).ToArray());
        Assert.AreEqual(Replay(3).ToString(), Replay(3).ToString());
    }

    private static ClassSizes Classes(params string[] names) => new(names, names.Select(_ => 5).ToArray());

    private static EpisodeIndices[] Draw(EpisodeSampling sampling, ClassSizes classes)
    {
        var sampler = sampling.CreateSampler(classes, s_shape, seed: 1);
        return Enumerable.Range(0, Episodes).Select(i => sampler.Sample(i)).ToArray();
    }

    private static string Text(EpisodeIndices episode) =>
        $"{episode.Source}: {string.Join(",", episode.Classes)} " +
        $"{string.Join(",", episode.Support.Concat(episode.Query).SelectMany(r => r))}";
}
