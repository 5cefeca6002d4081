using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
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
        TensorAssert.Close(
            expected, TensorAssert.Values(Apply(Normalizer.Recording(new NormalizationMoments()), x, positions)), 1e-12, "recording");
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
        TensorAssert.Close(
            Normalized(query, positions, (n, c, p) => c, support),
            TensorAssert.Values(Apply(Normalizer.By(moments), query, positions)),
            1e-12,
            "by moments");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void LayerNormalizesEachExampleByItsOwnMoments(int positions)
    {
        using var scope = NewDisposeScope();
        var x = Draw(1, positions);
        TensorAssert.Close(
            Normalized(x, positions, (n, c, p) => n, x), TensorAssert.Values(Apply(Normalizer.Layer, x, positions)), 1e-12, "layer");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void InstanceNormalizesEachChannelOfAnExampleAndVectorsByLayer(int positions)
    {
        using var scope = NewDisposeScope();
        var x = Draw(1, positions);
        var expected = Normalized(x, positions, (n, c, p) => positions == 1 ? n : n * Channels + c, x);
        TensorAssert.Close(expected, TensorAssert.Values(Apply(Normalizer.Instance, x, positions)), 1e-12, "instance");
        if (positions > 1)
            TensorAssert.Close(
                nn.functional.instance_norm(Shaped(x, positions), weight: torch.tensor(s_gain), bias: torch.tensor(s_bias)),
                Apply(Normalizer.Instance, x, positions),
                1e-12,
                "torch");
    }

    [TestMethod]
    [DataRow(3, 1)]
    [DataRow(16, 1)]
    [DataRow(32, 2)]
    [DataRow(48, 3)]
    [DataRow(160, 10)]
    [DataRow(36, 2)]
    [DataRow(37, 1)]
    public void GroupsHave16ChannelsWhereThatDividesThem(int channels, int groups)
    {
        Assert.AreEqual(groups, Normalizer.Groups(channels));
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var x = randn([2, channels, 3, 2], dtype: ScalarType.Float64, generator: generator);
        var grouped = x.view(2, groups, -1);
        var centered = grouped - grouped.mean([2], keepdim: true);
        var expected = (centered * centered.Squared().mean([2], keepdim: true).Plus(Normalizer.Epsilon).rsqrt()).view(2, channels, 3, 2);
        TensorAssert.Close(expected.Times(2).Plus(0.5), Normalizer.Group.Normalize("layer", x, Filled(2), Filled(0.5)), 1e-12, "group");

        Tensor Filled(double number) => TensorArithmetic.Filled([channels], number, ScalarType.Float64);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void TaskNormMixesTheMomentsOfTheSupportAndOfEachExample(int positions)
    {
        using var scope = NewDisposeScope();
        var (support, query) = (Draw(1, positions), Draw(2, positions));
        var parameters = new ParameterSet(
            [("layer.norm.tasknorm.scale", torch.tensor(new[] { 0.3 })), ("layer.norm.tasknorm.offset", torch.tensor(new[] { -1.0 }))]);
        var a = 1 / (1 + Math.Exp(-(0.3 * N - 1)));
        var moments = new NormalizationMoments();
        double[] Expected(double[] x)
        {
            var ofSupport = Groups(support, positions, (n, c, p) => c);
            var ofExample = Groups(x, positions, (n, c, p) => positions == 1 ? n : n * Channels + c);
            return x.Select((v, i) =>
            {
                var channel = i / positions % Channels;
                var (b, own) = (ofSupport[channel], ofExample[positions == 1 ? i / Channels : i / positions]);
                var mean = a * b.Mean + (1 - a) * own.Mean;
                var variance = a * b.Variance + (1 - a) * own.Variance + a * (1 - a) * Math.Pow(b.Mean - own.Mean, 2);
                return (v - mean) / Math.Sqrt(variance + Normalizer.Epsilon) * s_gain[channel] + s_bias[channel];
            }).ToArray();
        }
        TensorAssert.Close(
            Expected(support), TensorAssert.Values(Apply(Normalizer.TaskNorm(parameters, moments), support, positions)), 1e-12, "support");
        TensorAssert.Close(Expected(query), TensorAssert.Values(Apply(Normalizer.By(moments), query, positions)), 1e-12, "query");
        TensorAssert.Close(
            Expected(query),
            TensorAssert.Values(Apply(Normalizer.By(NormalizationMoments.FromParameters(moments.ToParameters())), query, positions)),
            1e-12,
            "stored");
    }

    [TestMethod]
    public void ObservedMomentsAreThoseOfTorch()
    {
        using var scope = NewDisposeScope();
        var x = Draw(1, 4);
        var moments = new NormalizationMoments();
        TensorAssert.Close(
            Normalized(x, 4, (n, c, p) => c, x), TensorAssert.Values(Apply(Normalizer.Observing(moments), x, 4)), 1e-12, "batch");
        var expected = Groups(x, 4, (n, c, p) => c);
        const double Unbiased = N * 4 / (N * 4 - 1.0);
        TensorAssert.Close(
            Enumerable.Range(0, Channels).Select(c => expected[c].Mean).ToArray(),
            TensorAssert.Values(moments["layer"].Mean),
            1e-12,
            "mean");
        TensorAssert.Close(
            Enumerable.Range(0, Channels).Select(c => expected[c].Variance * Unbiased).ToArray(),
            TensorAssert.Values(moments["layer"].Variance),
            1e-12,
            "variance");
        var single = new NormalizationMoments();
        Normalizer.Observing(single).Normalize("layer", ones(1, Channels), ones(Channels), zeros(Channels));
        CollectionAssert.AreEqual(new double[Channels], TensorAssert.Values(single["layer"].Variance));
    }

    [TestMethod]
    public void MomentsSurviveTheRoundTripThroughParameters()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var backbone = TinyLearners.Conv();
        var x = randn([6, 1, 16, 16], generator: generator);
        NormalizationMoments Moments(Normalization normalization) =>
            new EpisodeNormalization(backbone, normalization, x, training: false).Moments(NormalizationParameters.AddTo(
                backbone.Initialize(generator), normalization));
        var moments = Moments(Normalization.SupportStatistics);
        var stored = moments.ToParameters();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 4).SelectMany(i => new[] { $"conv{i}.mean", $"conv{i}.variance" }).ToArray(), stored.Names.ToArray());
        var again = NormalizationMoments.FromParameters(stored);
        Assert.IsTrue(TensorAssert.SameBits(stored, again.ToParameters()));
        Assert.AreEqual(0, Moments(Normalization.Layer).ToParameters().Count);
        Assert.AreEqual(12, Moments(Normalization.TaskNorm).ToParameters().Count);
    }

    [TestMethod]
    public void LayerWithoutMomentsIsNamed()
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsExactly<KeyNotFoundException>(() => Apply(Normalizer.By(new NormalizationMoments()), Draw(1, 1), 1));
        StringAssert.Contains(error.Message, "'layer'");
    }

    private static Tensor Apply(Normalizer normalizer, double[] x, int positions) => normalizer.Normalize(
        "layer", Shaped(x, positions), torch.tensor(s_gain), torch.tensor(s_bias));

    private static Tensor Shaped(double[] x, int positions) =>
        torch.tensor(x, positions == 1 ? [N, Channels] : [N, Channels, 2, positions / 2]);

    private static double[] Draw(int seed, int positions)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, N * Channels * positions).Select(_ => 3 * random.NextDouble() - 1).ToArray();
    }

    /// <summary>
    /// (x - mean) / sqrt(variance + epsilon) * gain + bias, by the biased moments of the group of <paramref name="from"/> that a scalar
    /// belongs to.
    /// </summary>
    private static double[] Normalized(double[] x, int positions, Func<int, int, int, int> group, double[] from)
    {
        var groups = Groups(from, positions, group);
        return x.Select((v, i) =>
        {
            var (mean, variance) = groups[GroupOf(i, positions, group)];
            var channel = i / positions % Channels;
            return (v - mean) / Math.Sqrt(variance + Normalizer.Epsilon) * s_gain[channel] + s_bias[channel];
        }).ToArray();
    }

    private static int GroupOf(int i, int positions, Func<int, int, int, int> group) =>
        group(i / (Channels * positions), i / positions % Channels, i % positions);

    private static Dictionary<int, (double Mean, double Variance)> Groups(double[] from, int positions, Func<int, int, int, int> group) =>
        Enumerable.Range(0, from.Length).GroupBy(i => GroupOf(i, positions, group), i => from[i])
            .ToDictionary(g => g.Key, g => (g.Average(), g.Average(v => v * v) - g.Average() * g.Average()));
}
