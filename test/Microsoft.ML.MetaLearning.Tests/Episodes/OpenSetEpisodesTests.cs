using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class OpenSetEpisodesTests
{
    [TestMethod]
    public void UnknownRowsAreOfNoClassOfTheEpisode()
    {
        using var scope = NewDisposeScope();
        using var examples = TinyExamples.Create([6, 6, 6, 6, 6], [1]);
        var episodes = new OpenSetEpisodes(examples, shots: [2, 3], queryShots: 2, unknownWays: 2, outside: null, seed: 1);
        // Row r holds r and is of class r mod 5.
        static int[] Classes(Tensor inputs) => TensorAssert.Values(inputs).Select(v => (int)v % 5).ToArray();
        for (var i = 0; i < 20; i++)
        {
            var episode = episodes.Load(i);
            CollectionAssert.AreEqual(new long[] { 0, 0, 1, 1, 1 }, episode.Support.Targets.data<long>().ToArray());
            var (support, known, unknown) = (Classes(episode.Support.Inputs), Classes(episode.Known.Inputs), Classes(episode.Unknown));
            CollectionAssert.AreEquivalent(support.Distinct().ToArray(), known.Distinct().ToArray());
            Assert.AreEqual(0, unknown.Intersect(support).Count());
            Assert.AreEqual((2, 2, 4), (unknown.Distinct().Count(), known.Distinct().Count(), unknown.Length));
            Assert.AreEqual(0, TensorAssert.Values(episode.Support.Inputs).Intersect(TensorAssert.Values(episode.Known.Inputs)).Count());
        }
    }

    [TestMethod]
    public void RowsFromOutsideAreDrawnAnewForEachEpisode()
    {
        using var scope = NewDisposeScope();
        using var examples = TinyExamples.Create([6, 6], [1]);
        var outside = tensor(Enumerable.Range(100, 10).Select(v => (float)v).ToArray(), [10, 1]);
        OpenSetEpisodes Episodes() => new(examples, shots: [2, 2], queryShots: 2, unknownWays: 2, outside, seed: 1);
        var drawn = Enumerable.Range(0, 20).Select(i => TensorAssert.Values(Episodes().Load(i).Unknown)).ToArray();
        Assert.IsTrue(drawn.All(rows => rows.Distinct().Count() == 4 && rows.All(v => v >= 100)));
        Assert.AreEqual(10, drawn.SelectMany(rows => rows).Distinct().Count());
        CollectionAssert.AreEqual(drawn[7], TensorAssert.Values(Episodes().Load(7).Unknown));
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => new OpenSetEpisodes(examples, [2, 2], 6, 2, outside, 1), "needs 8");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => new OpenSetEpisodes(examples, [2, 2], 2, 6, outside, 1), "takes 12 rows", "there are 10");
    }
}
