using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class EpisodeLoaderTests
{
    private static readonly int[] s_sizes = [6, 5, 9];

    [TestMethod]
    public void ExamplesComeClassByClassWithIndicesWithinTheEpisode()
    {
        using var scope = NewDisposeScope();
        using var set = TinyExamples.Create(s_sizes, [4]);
        var loader = new EpisodeLoader(set, new EpisodeShape(Ways: 2, Shots: 2, QueryShots: 3), seed: 1);
        for (var index = 0; index < 100; index++)
        {
            var episode = loader.Load(index);
            CollectionAssert.AreEqual(new long[] { 4, 4 }, episode.Support.Inputs.shape);
            CollectionAssert.AreEqual(new long[] { 6, 4 }, episode.Query.Inputs.shape);
            CollectionAssert.AreEqual(new long[] { 0, 0, 1, 1 }, episode.Support.Targets.data<long>().ToArray());
            CollectionAssert.AreEqual(new long[] { 0, 0, 0, 1, 1, 1 }, episode.Query.Targets.data<long>().ToArray());
            var (support, query) = (RowsOf(episode.Support, 4), RowsOf(episode.Query, 4));
            Assert.AreEqual(10, support.Concat(query).Distinct().Count(), "an example occurs twice.");
            var classes = support.Select(row => ClassOf(set, row)).ToArray();
            Assert.AreEqual(classes[0], classes[1]);
            Assert.AreEqual(classes[2], classes[3]);
            Assert.AreNotEqual(classes[0], classes[2]);
            CollectionAssert.AreEqual(
                new[] { classes[0], classes[0], classes[0], classes[2], classes[2], classes[2] },
                query.Select(row => ClassOf(set, row)).ToArray());
        }
    }

    [TestMethod]
    public void RegressionTargetsAreThoseOfTheSameRows()
    {
        using var scope = NewDisposeScope();
        using var set = TinyExamples.Create(s_sizes, [4], regression: true);
        var episode = new EpisodeLoader(set, new EpisodeShape(Ways: 1, Shots: 2, QueryShots: 3), seed: 1).Load(7);
        foreach (var examples in new[] { episode.Support, episode.Query })
        {
            CollectionAssert.AreEqual(new[] { examples.Inputs.shape[0], 1 }, examples.Targets.shape);
            CollectionAssert.AreEqual(RowsOf(examples, 4).Select(row => 10.0 * row).ToArray(), TensorAssert.Values(examples.Targets));
        }
    }

    [TestMethod]
    public void WithoutAugmentationImagesStayUpright()
    {
        using var scope = NewDisposeScope();
        using var set = TinyExamples.Create(s_sizes, [1, 4, 4]);
        var loader = new EpisodeLoader(set, new EpisodeShape(Ways: 3, Shots: 1, QueryShots: 2), seed: 1);
        for (var index = 0; index < 50; index++)
            Assert.IsTrue(Turns(loader.Load(index), set).All(way => way.Turn == 0));
    }

    [TestMethod]
    public void RotationsAreClassesOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        using var set = TinyExamples.Create(s_sizes, [1, 4, 4]);
        var loader = new EpisodeLoader(set, new EpisodeShape(Ways: 3, Shots: 1, QueryShots: 2), seed: 1, Augmentation.RotationsAsClasses);
        var seen = Enumerable.Range(0, 100).SelectMany(index =>
        {
            var ways = Turns(loader.Load(index), set);
            Assert.AreEqual(ways.Length, ways.Distinct().Count(), "two ways are the same class, turned alike.");
            return ways;
        }).ToHashSet();
        Assert.AreEqual(4 * s_sizes.Length, seen.Count);
    }

    [TestMethod]
    public void EpisodeDoesNotDependOnWhatWasLoadedBefore()
    {
        using var scope = NewDisposeScope();
        using var set = TinyExamples.Create(s_sizes, [1, 4, 4]);
        EpisodeLoader Loader(int seed) =>
            new(set, new EpisodeShape(Ways: 2, Shots: 1, QueryShots: 2), seed, Augmentation.RotationsAsClasses);
        var used = Loader(1);
        for (var index = 0; index < 10; index++)
            used.Load(index);
        Assert.IsTrue(TensorAssert.SameBits(Loader(1).Load(4).Query.Inputs, used.Load(4).Query.Inputs));
        Assert.IsFalse(TensorAssert.SameBits(Loader(2).Load(4).Query.Inputs, used.Load(4).Query.Inputs));
    }

    [TestMethod]
    public void LoadingLeavesNothingButTheEpisode()
    {
        using var set = TinyExamples.Create(s_sizes, [1, 4, 4]);
        var loader = new EpisodeLoader(set, new EpisodeShape(Ways: 2, Shots: 1, QueryShots: 2), seed: 1, Augmentation.RotationsAsClasses);
        LeakCheck.LeavesNothing(() =>
        {
            using var scope = NewDisposeScope();
            loader.Load(0);
        });
    }

    [TestMethod]
    public void TooFewClassesOrRowsNameThemAndTheCounts()
    {
        using var scope = NewDisposeScope();
        using var set = TinyExamples.Create(s_sizes, [4]);
        var classes = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EpisodeLoader(set, new EpisodeShape(4, 1, 1), seed: 1));
        StringAssert.Contains(classes.Message, "at least 4");
        StringAssert.Contains(classes.Message, "has 3: class a, class b, class c");
        var rows = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EpisodeLoader(set, new EpisodeShape(2, 4, 2), seed: 1));
        StringAssert.Contains(rows.Message, "'class b' has 5 rows");
        StringAssert.Contains(rows.Message, "needs 6: 4 shots and 2 query shots");
    }

    private static int[] RowsOf(Examples examples, int size) =>
        TensorAssert.Values(examples.Inputs).Chunk(size).Select(values => (int)values.Min()).ToArray();

    private static int ClassOf(ExampleSet set, int row) => Enumerable.Range(0, set.Classes.Count).Single(c => set.Classes[c].Contains(row));

    /// <summary>The class of each way and by how many quarter turns all of its images are rotated.</summary>
    private static (int Class, int Turn)[] Turns(Episode episode, ExampleSet set)
    {
        var ways = new (int, int)?[set.Classes.Count];
        foreach (var examples in new[] { episode.Support, episode.Query })
        {
            var targets = examples.Targets.data<long>().ToArray();
            var images = TensorAssert.Values(examples.Inputs).Chunk(16).ToArray();
            for (var i = 0; i < images.Length; i++)
            {
                // Rows hold values that grow row-major from the upper left, so the smallest is where that corner went.
                var row = (int)images[i].Min();
                var turn = Array.IndexOf(images[i], images[i].Min()) switch
                {
                    0 =>
                    0,
                    12 => 1,
                    15 => 2,
                    3 => 3,
                    var at => throw new AssertFailedException($"no rotation: corner at {at}.")
                };
                var way = (ClassOf(set, row), turn);
                Assert.IsTrue(ways[targets[i]] is null || ways[targets[i]] == way, "one way mixes classes or rotations.");
                ways[targets[i]] = way;
            }
        }
        return ways.Where(w => w is not null).Select(w => w!.Value).ToArray();
    }
}
