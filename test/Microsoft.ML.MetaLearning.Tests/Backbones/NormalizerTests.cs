using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Every normalizer against the formula, written out by hand on plain arrays.</summary>
[TestClass]
public class NormalizerTests
{
    private const int N = 5, Channels = 3;

    private static readonly double[] s_gain = [1.5, -0.5, 2];
    private static readonly double[] s_bias = [0.1, 0.2, -0.3];

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void BatchNormalizesEachChannelByItsMomentsOverExamplesAndPositions(int positions)
    {
        using var scope = NewDisposeScope();
        var x = Draw(1, positions);
        var expected = Normalized(x, positions, (n, c, p) => c, x);
        TensorAssert.Close(expected, TensorAssert.Values(Apply(Normalizer.Batch, x, positions)), 1e-12, "batch");
        TensorAssert.Close(expected, TensorAssert.Values(Apply(Normalizer.Recording(new NormalizationMoments()), x, positions)), 1e-12, "recording");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void RecordedMomentsNormalizeOtherExamples(int positions)
    {
        using var scope = NewDisposeScope();
        var (support, query) = (Draw(1, positions), Draw(2, positions));
        var moments = new NormalizationMoments();
        Apply(Normalizer.Recording(moments), support, positions);
        TensorAssert.Close(Normalized(query, positions, (n, c, p) => c, support), TensorAssert.Values(Apply(Normalizer.By(moments), query, positions)), 1e-12, "by moments");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void LayerNormalizesEachExampleByItsOwnMoments(int positions)
    {
        using var scope = NewDisposeScope();
        var x = Draw(1, positions);
        TensorAssert.Close(Normalized(x, positions, (n, c, p) => n, x), TensorAssert.Values(Apply(Normalizer.Layer, x, positions)), 1e-12, "layer");
    }

    [TestMethod]
    public void SupportPassesNormalizeByTheirBatchUnlessByLayer()
    {
        Assert.AreSame(Normalizer.Batch, Normalizer.ForSupport(Normalization.SupportStatistics));
        Assert.AreSame(Normalizer.Batch, Normalizer.ForSupport(Normalization.TransductiveBatch));
        Assert.AreSame(Normalizer.Layer, Normalizer.ForSupport(Normalization.Layer));
    }

    [TestMethod]
    public void MomentsSurviveTheRoundTripThroughParameters()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var backbone = TinyLearners.Conv();
        var x = randn([6, 1, 16, 16], generator: generator);
        var moments = NormalizationMoments.Record(backbone, backbone.Initialize(generator), x, Normalization.SupportStatistics);
        var stored = moments.ToParameters();
        CollectionAssert.AreEqual(Enumerable.Range(0, 4).SelectMany(i => new[] { $"conv{i}.mean", $"conv{i}.variance" }).ToArray(), stored.Names.ToArray());
        var again = NormalizationMoments.FromParameters(stored);
        Assert.IsTrue(TensorAssert.SameBits(stored, again.ToParameters()));
        Assert.AreEqual(0, NormalizationMoments.Record(backbone, backbone.Initialize(generator), x, Normalization.Layer).ToParameters().Count);
    }

    [TestMethod]
    public void LayerWithoutMomentsIsNamed()
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsException<KeyNotFoundException>(() => Apply(Normalizer.By(new NormalizationMoments()), Draw(1, 1), 1));
        StringAssert.Contains(error.Message, "'layer'");
    }

    private static Tensor Apply(Normalizer normalizer, double[] x, int positions) => normalizer.Normalize(
        "layer", torch.tensor(x, positions == 1 ? [N, Channels] : [N, Channels, 2, positions / 2]), torch.tensor(s_gain), torch.tensor(s_bias));

    private static double[] Draw(int seed, int positions)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, N * Channels * positions).Select(_ => 3 * random.NextDouble() - 1).ToArray();
    }

    /// <summary>(x - mean) / sqrt(variance + epsilon) * gain + bias, by the biased moments of the group of <paramref name="from"/> that a scalar belongs to.</summary>
    private static double[] Normalized(double[] x, int positions, Func<int, int, int, int> group, double[] from)
    {
        int GroupOf(int i) => group(i / (Channels * positions), i / positions % Channels, i % positions);
        var groups = Enumerable.Range(0, from.Length).GroupBy(GroupOf, i => from[i]).ToDictionary(g => g.Key, g => (Mean: g.Average(), Variance: g.Average(v => v * v) - g.Average() * g.Average()));
        return x.Select((v, i) =>
        {
            var (mean, variance) = groups[GroupOf(i)];
            var channel = i / positions % Channels;
            return (v - mean) / Math.Sqrt(variance + Normalizer.Epsilon) * s_gain[channel] + s_bias[channel];
        }).ToArray();
    }
}
