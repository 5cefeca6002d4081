using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class EpisodeSamplerTests
{
    private const int Episodes = 500;
    private static readonly int[] s_sizes = [6, 5, 20, 7, 5, 9, 11];
    private static readonly EpisodeShape s_shape = new(Ways: 3, Shots: 2, QueryShots: 3);

    [TestMethod]
    public void ClassesAreDistinctAndExamplesOfSupportAndQueryToo()
    {
        var sampler = new EpisodeSampler(s_sizes, s_shape, seed: 1);
        for (var index = 0; index < Episodes; index++)
        {
            var episode = sampler.Sample(index);
            Assert.AreEqual(3, episode.Classes.Distinct().Count());
            Assert.IsTrue(episode.Classes.All(c => c >= 0 && c < s_sizes.Length));
            for (var way = 0; way < 3; way++)
            {
                Assert.AreEqual(2, episode.Support[way].Length);
                Assert.AreEqual(3, episode.Query[way].Length);
                var examples = episode.Support[way].Concat(episode.Query[way]).ToArray();
                Assert.AreEqual(5, examples.Distinct().Count(), "an example is in the support and in the query, or twice.");
                Assert.IsTrue(examples.All(e => e >= 0 && e < s_sizes[episode.Classes[way]]));
            }
        }
    }

    [TestMethod]
    public void EveryClassAndExampleIsDrawnEquallyOften()
    {
        var sampler = new EpisodeSampler(s_sizes, s_shape, seed: 1);
        var episodes = Enumerable.Range(0, 7000).Select(i => sampler.Sample(i)).ToArray();
        var perClass = episodes.SelectMany(e => e.Classes).CountBy(c => c).ToDictionary();
        foreach (var count in perClass.Values)
            Assert.AreEqual(3000, count, 200); // five standard deviations of a binomial of 7000 and 3/7
        var support = episodes.SelectMany(e => e.Classes.Zip(e.Support)).Where(p => p.First == 2).SelectMany(p => p.Second).CountBy(x =>
            x).ToDictionary();
        Assert.AreEqual(20, support.Count);
        foreach (var count in support.Values)
            Assert.AreEqual(perClass[2] * 2 / 20.0, count, 85);
    }

    [TestMethod]
    public void EpisodeIsAFunctionOfSeedAndIndexInAnyOrderAndOnAnyThread()
    {
        var inOrder = Enumerable.Range(0, Episodes).Select(i => Text(new EpisodeSampler(s_sizes, s_shape, seed: 1).Sample(i))).ToArray();
        var sampler = new EpisodeSampler(s_sizes, s_shape, seed: 1);
        var backwards = Enumerable.Range(0, Episodes).Reverse().Select(i => Text(sampler.Sample(i))).Reverse().ToArray();
        CollectionAssert.AreEqual(inOrder, backwards);
        var parallel = new string[Episodes];
        Parallel.For(0, Episodes, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => parallel[i] = Text(sampler.Sample(i)));
        CollectionAssert.AreEqual(inOrder, parallel);
        CollectionAssert.AllItemsAreUnique(inOrder);
    }

    [TestMethod]
    public void EpisodesOfTheFirstReleaseStayAsTheyAre()
    {
        // Saved seeds must replay: a change here changes every user's training and evaluation.
        var sampler = new EpisodeSampler(s_sizes, s_shape, seed: 1);
        Assert.AreEqual(FirstEpisode, Text(sampler.Sample(0)));
        Assert.AreEqual(LaterEpisode, Text(sampler.Sample(1L << 40)));
    }

    private const string FirstEpisode = "1: 1,0 | 2,4,3; 4: 4,0 | 3,1,2; 0: 4,1 | 3,0,5";
    private const string LaterEpisode = "5: 5,6 | 2,8,4; 3: 2,0 | 6,5,4; 4: 0,1 | 4,3,2";

    [TestMethod]
    public void OtherSeedsGiveOtherEpisodes()
    {
        var episodes = new HashSet<string>();
        foreach (var seed in new[] { int.MinValue, -1, 0, 1, 2, int.MaxValue })
            for (var index = 0; index < 50; index++)
                Assert.IsTrue(
                    episodes.Add(Text(new EpisodeSampler(s_sizes, s_shape, seed).Sample(index))), $"seed {seed} repeats an episode.");
    }

    [TestMethod]
    public void TooFewClassesNameBothCounts()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new EpisodeSampler([9, 9], s_shape, seed: 1));
        StringAssert.Contains(error.Message, "at least 3");
        StringAssert.Contains(error.Message, "there are 2");
    }

    [TestMethod]
    public void TooFewExamplesNameAllClassesAndBothCounts()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new EpisodeSampler([9, 4, 9, 3], s_shape, seed: 1));
        StringAssert.Contains(error.Message, "class '1' has 4 rows, class '3' has 3 rows, but an episode needs 5");
        Assert.AreEqual("classSizes", error.ParamName);
    }

    private static string Text(EpisodeIndices episode) => string.Join("; ", episode.Classes.Select((c, way) =>
        $"{c}: {string.Join(",", episode.Support[way])} | {string.Join(",", episode.Query[way])}"));
}
