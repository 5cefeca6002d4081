using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Episodes;

[TestClass]
public sealed class UnevenEpisodesTests
{
    [TestMethod]
    public void SizesRiseInEqualStepsAroundTheirMean()
    {
        CollectionAssert.AreEqual(new[] { 1, 3, 5, 7, 9 }, UnevenEpisodes.Sizes(ways: 5, shots: 5, imbalance: 9));
        CollectionAssert.AreEqual(new[] { 2, 6 }, UnevenEpisodes.Sizes(ways: 2, shots: 4, imbalance: 3));
        CollectionAssert.AreEqual(new[] { 3, 3, 3 }, UnevenEpisodes.Sizes(ways: 3, shots: 3, imbalance: 1));
        Assert.IsNull(UnevenEpisodes.Sizes(ways: 5, shots: 1, imbalance: 2), "The smallest class would have less than one.");
    }

    [TestMethod]
    public void SizesHaveAFixedSumAndNoneIsEmpty()
    {
        for (var ways = 2; ways <= 20; ways++)
            for (var shots = 1; shots <= 10; shots++)
                foreach (var imbalance in new[] { 1, 1.5, 2, 3, 7, 19 })
                    if (UnevenEpisodes.Sizes(ways, shots, imbalance) is { } sizes)
                    {
                        Assert.AreEqual(ways * shots, sizes.Sum());
                        Assert.IsTrue(sizes.Min() >= 1 && sizes.SequenceEqual(sizes.Order()) == sizes.Zip(sizes.Skip(1))
                            .All(p => p.First <= p.Second));
                        Assert.AreEqual(2 * shots * imbalance / (1 + imbalance), sizes.Max(), 1);
                    }
    }

    [TestMethod]
    public void ClassesKeepTheirFirstSupportRowsAndAllQueryRows()
    {
        using var scope = NewDisposeScope();
        using var examples = TinyExamples.Create([9, 9, 9, 9], [2]);
        var full = new EpisodeLoader(examples, new EpisodeShape(Ways: 3, Shots: 3, QueryShots: 2), seed: 1);
        var uneven = new UnevenEpisodes(full, [1, 2, 3]);
        Assert.AreEqual(new EpisodeShape(3, 2, 2), uneven.Shape);
        for (var i = 0; i < 5; i++)
        {
            var (expected, actual) = (full.Load(i), uneven.Load(i));
            CollectionAssert.AreEqual(new long[] { 0, 1, 1, 2, 2, 2 }, actual.Support.Targets.data<long>().ToArray());
            CollectionAssert.AreEqual(
                TensorAssert.Values(expected.Support.Rows([0, 3, 4, 6, 7, 8]).Inputs), TensorAssert.Values(actual.Support.Inputs));
            CollectionAssert.AreEqual(TensorAssert.Values(expected.Query.Inputs), TensorAssert.Values(actual.Query.Inputs));
        }
    }
}
