using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

/// <summary>The steps of Meta-Dataset's sampler, each against its definition.</summary>
[TestClass]
public sealed class VariableSamplingTests
{
    private const int Episodes = 2000;
    private static readonly EpisodeShape s_unused = new(5, 1, 1);

    [TestMethod]
    public void DefaultsAreThoseOfTheReferenceCode()
    {
        var defaults = new VariableSampling();
        Assert.AreEqual(
            (5, 50, 10, 500, 100),
            (defaults.MinWays, defaults.MaxWays, defaults.MaxQueryShots, defaults.MaxSupport, defaults.MaxSupportPerClass));
        Assert.AreEqual(
            (Math.Log(0.5), Math.Log(2), 0.0), (defaults.MinLogWeight, defaults.MaxLogWeight, defaults.IgnoreHierarchyProbability));
        Assert.AreSame(ClassHierarchy.None, defaults.Hierarchy);
        Assert.AreEqual(new EpisodeShape(50, 10, 10), defaults.Largest(s_unused));
    }

    [TestMethod]
    public void WaysAreUniformFromTheFewestToTheMost()
    {
        var ways = Draw(new VariableSampling { MinWays = 3, MaxWays = 8 }, Sizes(20, _ => 6)).CountBy(e => e.Classes.Length).ToDictionary();
        CollectionAssert.AreEquivalent(Enumerable.Range(3, 6).ToArray(), ways.Keys.ToArray());
        foreach (var count in ways.Values)
            Assert.AreEqual(Episodes / 6.0, count, 85); // five standard deviations
        Assert.AreEqual(7, Draw(new VariableSampling(), Sizes(7, _ => 6)).Max(e => e.Classes.Length), "There are no more classes.");
    }

    [TestMethod]
    public void QueryShotsAreHalfOfTheSmallestClassOrTheMost()
    {
        var sizes = Sizes(12, c => 2 + 3 * c);
        foreach (var episode in Draw(new VariableSampling { MaxQueryShots = 7 }, sizes))
        {
            var expected = Math.Min(7, episode.Classes.Min(c => sizes[c] / 2));
            Assert.IsTrue(episode.Query.All(q => q.Length == expected));
        }
    }

    [TestMethod]
    public void ShotsFollowTheSizesOfClassesAsDefined()
    {
        // Without random factors, a size of the support must explain the shots of all classes.
        var sizes = Sizes(12, c => 10 + 30 * c);
        var sampling = new VariableSampling { MinLogWeight = 0, MaxLogWeight = 0, MaxSupport = 120, MaxSupportPerClass = 40 };
        var supports = new List<int>();
        foreach (var episode in Draw(sampling, sizes))
        {
            var (ways, total, queryShots) = (episode.Classes.Length, episode.Classes.Sum(c => (double)sizes[c]), episode.Query[0].Length);
            var support = Enumerable.Range(ways, 121 - ways).Where(s => episode.Classes
                .Select(c => Math.Min((int)(sizes[c] / total * (s - ways)) + 1, sizes[c] - queryShots))
                .SequenceEqual(episode.Support.Select(rows => rows.Length))).ToArray();
            Assert.AreNotEqual(
                0, support.Length, $"No size of the support explains {string.Join(", ", episode.Support.Select(s => s.Length))}.");
            supports.Add(support[0]);
        }
        Assert.IsTrue(supports.Min() < 20 && supports.Max() > 110, "The size of the support varies.");
    }

    [TestMethod]
    public void SupportGrowsWithAUniformPartOfWhatThereIs()
    {
        // floor(part * 8 + 1) of each of 5 classes: 5, 10, ... 40, equally often. Equal sizes and no factors give each class as many.
        var sampling = new VariableSampling { MaxWays = 5, MinLogWeight = 0, MaxLogWeight = 0, MaxQueryShots = 2, MaxSupportPerClass = 8 };
        var shots = Draw(sampling, Sizes(5, _ => 100)).CountBy(e => e.Support[0].Length).ToDictionary();
        CollectionAssert.AreEquivalent(Enumerable.Range(1, 8).ToArray(), shots.Keys.ToArray());
        foreach (var count in shots.Values)
            Assert.AreEqual(Episodes / 8.0, count, 75);
    }

    [TestMethod]
    public void SupportIsImbalancedWithinTheFactors()
    {
        var ratios = Draw(new VariableSampling
        {
            MaxWays = 5
        }, Sizes(5, _ => 200)).Select(e => e.Support.Select(s => s.Length).ToArray()).Where(k => k.Sum() > 400)
            .Select(k => (double)k.Max() / k.Min()).ToArray();
        Assert.IsTrue(
            ratios.Max() is > 2 and < 4.2 && ratios.Min() >= 1,
            $"factors of 0.5 to 2 give ratios of up to 4, but there are {ratios.Min()} to {ratios.Max()}.");
    }

    [TestMethod]
    public void NoEpisodeIsLargerThanTheForecastSays()
    {
        var sampling = new VariableSampling { MaxWays = 9, MaxSupport = 50, MaxSupportPerClass = 8, MaxQueryShots = 3 };
        var largest = sampling.Largest(s_unused);
        var supports = Draw(sampling, Sizes(30, c => 4 + 20 * c)).Select(e =>
        {
            Assert.IsTrue(e.Classes.Length <= largest.Ways && e.Query.Sum(q => q.Length) <= largest.Ways * largest.QueryShots);
            return e.Support.Sum(s => s.Length);
        }).ToArray();
        Assert.IsTrue(supports.Max() is > 40 and <= 50 && largest.Ways * largest.Shots >= 50);
    }

    [TestMethod]
    public void RowsAndClassesAreDistinctAndEpisodesDependOnSeedAndIndexAlone()
    {
        var sizes = Sizes(30, c => 2 + c % 9);
        var sampler = Sampler(new VariableSampling(), sizes, 1);
        var parallel = new string[300];
        Parallel.For(0, 300, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => parallel[i] = Text(sampler.Sample(i)));
        for (var i = 299; i >= 0; i--)
        {
            var episode = Sampler(new VariableSampling(), sizes, 1).Sample(i);
            Assert.AreEqual(parallel[i], Text(episode));
            CollectionAssert.AllItemsAreUnique(episode.Classes);
            for (var way = 0; way < episode.Classes.Length; way++)
            {
                var rows = episode.Support[way].Concat(episode.Query[way]).ToArray();
                CollectionAssert.AllItemsAreUnique(rows);
                Assert.IsTrue(rows.All(r => r >= 0 && r < sizes[episode.Classes[way]]));
            }
        }
        CollectionAssert.AllItemsAreUnique(parallel);
        Assert.AreNotEqual(parallel[0], Text(Sampler(new VariableSampling(), sizes, 2).Sample(0)));
    }

    [TestMethod]
    public void GroupsOfABilevelHierarchyAreEquallyLikely()
    {
        var names = Names(("small", 5), ("large", 40), ("tiny", 4));
        var sampling = new VariableSampling { Hierarchy = ClassHierarchy.Bilevel };
        var groups = Draw(sampling, names).Select(e => e.Classes.Select(c => names[c].Split('/')[0]).Distinct()
            .Single()).CountBy(g => g).ToDictionary();
        CollectionAssert.AreEquivalent(
            new[] { "small", "large" }, groups.Keys.ToArray(), "A group of fewer classes than ways is never drawn.");
        Assert.AreEqual(Episodes / 2.0, groups["small"], 112);
    }

    [TestMethod]
    public void AHierarchyIsIgnoredAsOftenAsAsked()
    {
        var names = Names(("a", 10), ("b", 10));
        var mixed = Draw(new VariableSampling { Hierarchy = ClassHierarchy.Bilevel, IgnoreHierarchyProbability = 0.4 }, names)
            .Count(e => e.Classes.Select(c => names[c][0]).Distinct().Count() == 2);
        Assert.AreEqual(0.4 * Episodes, mixed, 115, "Five classes or more of twenty are seldom all of one half.");
    }

    [TestMethod]
    public void AnEpisodeOfAGraphHasAllClassesUnderANode()
    {
        // root spans all 9, mammal 6, dog 5, cat 2; nothing else has 5 or more.
        string[] names = ["d0", "d1", "d2", "d3", "d4", "lynx", "fish0", "fish1", "both"];
        (string, string)[] edges =
        [
            .. Enumerable.Range(0, 5)
                .Select(i => ($"d{i}", "dog")), ("lynx", "cat"), ("both", "cat"), ("both", "fish"), ("fish0", "fish"), ("fish1", "fish"),
            ("dog", "mammal"), ("cat", "mammal"), ("mammal", "root"), ("fish", "root"),
        ];
        string[] Drawn(VariableSampling sampling) =>
            Draw(sampling, names).Select(e => string.Join(' ', e.Classes.Select(c => names[c]).Order())).Distinct().Order().ToArray();
        CollectionAssert.AreEqual(
            new[] { "both d0 d1 d2 d3 d4 fish0 fish1 lynx", "both d0 d1 d2 d3 d4 lynx", "d0 d1 d2 d3 d4" },
            Drawn(new VariableSampling { Hierarchy = ClassHierarchy.Graph(edges) }));
        CollectionAssert.AreEqual(
            new[] { "d0 d1 d2 d3 d4" }, Drawn(new VariableSampling { Hierarchy = ClassHierarchy.Graph(edges, maxSpan: 6) }));
        var subsets = Draw(new VariableSampling
        {
            Hierarchy = ClassHierarchy.Graph(edges),
            MaxWays = 6,
        }, names).Select(e => e.Classes.Length).Distinct().Order().ToArray();
        CollectionAssert.AreEqual(new[] { 5, 6 }, subsets, "Of a larger node as many are taken as there may be.");
    }

    [TestMethod]
    public void WhatCannotBeDrawnIsNamed()
    {
        string[] names = ["a/1", "a/2", "b"];
        ErrorAssert.Throws<ArgumentException>(() => Sampler(new VariableSampling(), [2, 2], 0), "5 ways", "the data has 2");
        ErrorAssert.Throws<ArgumentException>(
            () => Sampler(new VariableSampling { MinWays = 2, MaxWays = 2 }, [9, 1, 0], 0),
            "needs 2 rows of a class",
            "but 'c1', 'c2' have fewer");
        ErrorAssert.Throws<ArgumentException>(
            () => Draw(new VariableSampling { MinWays = 2, Hierarchy = ClassHierarchy.Bilevel }, names), "class 'b' is in no group");
        ErrorAssert.Throws<ArgumentException>(
            () => Draw(new VariableSampling { MinWays = 3, Hierarchy = ClassHierarchy.Bilevel }, names[..2].Append("c/1").ToArray()),
            "a bilevel hierarchy of 3 classes",
            "no group of 3");
        ErrorAssert.Throws<ArgumentException>(
            () => Draw(new VariableSampling { MinWays = 2, Hierarchy = ClassHierarchy.Graph([("a/1", "x"), ("a/2", "x")]) }, names),
            "class 'b' has no parent");
        ErrorAssert.Throws<ArgumentException>(() => ClassHierarchy.Graph([("a", "b"), ("b", "c"), ("c", "a")]), "no cycles", "'a'");
    }

    [TestMethod]
    public void NumbersOutOfRangeAreNamed()
    {
        void Fails(VariableSampling sampling, params string[] fragments) => ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => new MLContext().MetaLearning()
                .PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
                {
                    Sampling = new MixedSampling(new SampledSource("x", 1, sampling))
                }),
            fragments);
        Fails(new() { MinWays = 1 }, "MinWays must be at least 2");
        Fails(new() { MaxWays = 4 }, "MaxWays must be at least 5");
        Fails(new() { MaxQueryShots = 0 }, "MaxQueryShots must be at least 1");
        Fails(new() { MaxSupport = 49 }, "MaxSupport must be at least 50");
        Fails(new() { MaxSupportPerClass = 0 }, "MaxSupportPerClass must be at least 1");
        Fails(new() { MinLogWeight = 1 }, "MaxLogWeight must be a number of at least MinLogWeight, which is 1");
        Fails(new() { IgnoreHierarchyProbability = 1.1 }, "IgnoreHierarchyProbability must be 0 to 1");
    }

    private static int[] Sizes(int count, Func<int, int> size) => Enumerable.Range(0, count).Select(size).ToArray();

    private static string[] Names(params (string Group, int Count)[] groups) =>
        groups.SelectMany(g => Enumerable.Range(0, g.Count).Select(i => $"{g.Group}/{i}")).ToArray();

    private static IEpisodeSampler Sampler(VariableSampling sampling, int[] sizes, int seed) =>
        sampling.CreateSampler(new ClassSizes(sizes.Select((_, c) => $"c{c}").ToArray(), sizes), s_unused, seed);

    private static EpisodeIndices[] Draw(VariableSampling sampling, int[] sizes) => Draw(Sampler(sampling, sizes, seed: 1));

    private static EpisodeIndices[] Draw(VariableSampling sampling, string[] names) =>
        Draw(sampling.CreateSampler(new ClassSizes(names, names.Select(_ => 6).ToArray()), s_unused, seed: 1));

    private static EpisodeIndices[] Draw(IEpisodeSampler sampler) => Enumerable.Range(0, Episodes).Select(i => sampler.Sample(i)).ToArray();

    private static string Text(EpisodeIndices episode) => string.Join("; ", episode.Classes.Select((c, way) =>
        $"{c}: {string.Join(",", episode.Support[way])} | {string.Join(",", episode.Query[way])}"));
}
