using System;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The local similarity of matching networks against its definition, written with scalars.</summary>
[TestClass]
public sealed class LocalSimilarityTests
{
    private const int Channels = 3, Height = 4, Width = 3;

    [TestMethod]
    public void EachPlaceLooksForItsBestMatchInBothDirections()
    {
        using var scope = NewDisposeScope();
        var local = new LocalSimilarity([Channels, Height, Width]);
        var generator = new Generator(3);
        var meta = new ParameterSet(local.Initialize().Select(p => (
            p.Key, p.Value.to_type(ScalarType.Float64).Plus(randn(p.Value.shape, ScalarType.Float64, generator: generator)))));
        Tensor Maps(int count) => randn([count, Channels * Height * Width], ScalarType.Float64, generator: generator);
        var (query, support) = (Maps(2), Maps(3));
        var expected =
            from q in TensorAssert.Values(query).Chunk(Channels * Height * Width)
            from s in TensorAssert.Values(support).Chunk(Channels * Height * Width)
            select Similarity(meta, q, s);
        TensorAssert.Close(expected.ToArray(), TensorAssert.Values(local.Compare(meta, query, support)), 1e-10, "similarity");
    }

    [TestMethod]
    public void AShiftedMapIsMoreAlikeThanAnother()
    {
        using var scope = NewDisposeScope();
        var local = new LocalSimilarity([16, 7, 7]);
        var map = randn([1, 16, 7, 7], generator: new Generator(1));
        var (shifted, other) = (map.roll([1], [3]), randn([1, 16, 7, 7], generator: new Generator(2)));
        var similarities = TensorAssert.Values(local.Compare(local.Initialize(), map.flatten(1), cat([map, shifted, other]).flatten(1)));
        Assert.IsTrue(similarities[0] > similarities[1] && similarities[1] > similarities[2] + 1, string.Join(", ", similarities));
    }

    [TestMethod]
    public void ImagesKeepTheirMapsThroughSaveAndLoad()
    {
        var mlContext = new MLContext(seed: 1);
        var glyphs = mlContext.MetaLearning().LoadGlyphs(classes: 4, drawings: 4);
        using var model = mlContext.MetaLearning().MatchingNetwork(AllLearners.Tiny(new MatchingNetworkTrainer.Options
        {
            Similarity = AttentionSimilarity.Local,
            OuterLoop = { MetaSteps = 1 },
        })).Fit(glyphs);
        CollectionAssert.AreEqual(new long[] { 64, 7, 7 }, model.Backbone.FeatureMapShape.ToArray());
        var classifier = mlContext.MetaLearning().Adapt(model, glyphs);
        using var stream = new MemoryStream();
        mlContext.Model.Save(classifier, glyphs.Schema, stream);
        stream.Position = 0;
        ViewAssert.ViewsEqual(classifier.Transform(glyphs), mlContext.Model.Load(stream, out _).Transform(glyphs));
    }

    [TestMethod]
    public void AMapOfAnotherSizeIsNamed()
    {
        using var stream = new MemoryStream();
        new LocalSimilarity([2, 5, 3]).Write(new BinaryWriter(stream));
        stream.Position = 0;
        ErrorAssert.Throws<FormatException>(
            () => LocalSimilarity.Read(new BinaryReader(stream), embeddingSize: 16), "embeddings of length 16", "5x3 places");
    }

    [TestMethod]
    public void ContextIsNoMap() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => new MLContext().MetaLearning().MatchingNetwork(new MatchingNetworkTrainer.Options
        {
            Similarity = AttentionSimilarity.Local,
            FullContextEmbeddings = true,
        }),
        "FullContextEmbeddings must be false");

    private static double Similarity(ParameterSet meta, double[] query, double[] support)
    {
        double sharpness = TensorAssert.Values(meta["local.sharpness"])[0], scale = TensorAssert.Values(meta["local.scale"])[0];
        var (displacement, saliency) = (TensorAssert.Values(meta["local.displacement"]), TensorAssert.Values(meta["local.saliency"]));
        double[][] Places(double[] map) => Enumerable.Range(0, Height * Width)
            .Select(p => Enumerable.Range(0, Channels).Select(c => map[c * Height * Width + p]).ToArray()).ToArray();
        double Match(double[] a, double[] b, int from, int to)
        {
            var (down, right) = (to / Width - from / Width, to % Width - from % Width);
            return sharpness * Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b))
                + displacement[(down + Height - 1) * (2 * Width - 1) + right + Width - 1];
        }
        // The displacement leads from the query to the support in both directions.
        double Directed(double[] map, Func<int, int, double> match)
        {
            var weights = Places(map).Select(place => Math.Exp(Dot(place, saliency))).ToArray();
            return weights.Select((weight, a) =>
                weight / weights.Sum() * Math.Log(Enumerable.Range(0, Height * Width).Sum(b => Math.Exp(match(a, b))))).Sum();
        }
        var (q, s) = (Places(query), Places(support));
        var forth = Directed(query, (a, b) => Match(q[a], s[b], a, b));
        return scale / sharpness * (forth + Directed(support, (a, b) => Match(q[b], s[a], b, a)));
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
