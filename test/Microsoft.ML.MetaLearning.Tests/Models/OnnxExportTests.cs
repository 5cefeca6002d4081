using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Models;

/// <summary>Models as files of ONNX, as a user exports and runs them.</summary>
[TestClass]
public sealed class OnnxExportTests
{
    private static readonly MLContext s_mlContext = new(seed: 1);

    private static MetaLearningCatalog Catalog => s_mlContext.MetaLearning();

    [TestMethod]
    [DataRow(NoveltyMeasure.Probability)]
    [DataRow(NoveltyMeasure.Energy)]
    [DataRow(NoveltyMeasure.Distance)]
    [DataRow(NoveltyMeasure.Cosine)]
    public void AClassifierThatRejectsHasAllItsColumns(NoveltyMeasure measure)
    {
        var classifier = Rejecting(measure);
        using var session = new InferenceSession(Export(classifier));
        AssertColumns(session, classifier, Query());
        Assert.AreEqual(
            "class 0, class 1",
            string.Join(", ", JsonSerializer.Deserialize<string[]>(session.ModelMetadata.CustomMetadataMap["labels"])!));
    }

    [TestMethod]
    public void TheConverterOfMLNetExportsTheWholePipeline()
    {
        var rows = Query();
        var pipeline = s_mlContext.Transforms.NormalizeMinMax("Features").Fit(rows).Append(Rejecting(NoveltyMeasure.Distance));
        using var stream = new MemoryStream();
        s_mlContext.Model.ConvertToOnnx(pipeline, rows, stream, "PredictedLabel", "Score", "IsKnown", "NoveltyScore");
        using var session = new InferenceSession(stream.ToArray());
        AssertColumns(session, pipeline, rows, suffix: ".output");
    }

    [TestMethod]
    public void TheConverterOfMLNetRefusesTooOldAnOperatorSet()
    {
        using var stream = new MemoryStream();
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => s_mlContext.Model.ConvertToOnnx(Rejecting(NoveltyMeasure.Energy), Query(), 10, stream));
        StringAssert.Contains(error.Message, "minimum OpSet version requirement: 11");
    }

    [TestMethod]
    public void BytesOfImagesAreAnInput()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Enumerable.Range(0, 9))
            Drawings.SaveNoise(folder.File("images", $"class {file % 3}", $"{file}.png"), 16, seed: file);
        var rows = Catalog.LoadImageFolder(folder.File("images"));
        var options = new PixelLoadingEstimator.Options { Width = 16, Height = 16, Invert = true, Range = PixelRange.MinusOneToOne };
        var meta = Catalog.LoadPixels(options).Append(Catalog.PrototypicalNetwork(AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
        {
            Backbone = new Conv4(3, 16, 16, filters: 4),
        }))).Fit(rows);
        var classifier = Catalog.Adapt(meta, rows);
        using var session = new InferenceSession(Export(classifier, pixelBytes: true));
        var pixels = Catalog.LoadPixels(new PixelLoadingEstimator.Options { Width = 16, Height = 16 }).Fit(rows).Transform(rows)
            .GetColumn<float[]>("Features").SelectMany(ChannelsLast).ToArray();
        CollectionAssert.AreEqual(new[] { -1, 16, 16, 3 }, session.InputMetadata["Pixels"].Dimensions);
        AssertClose(
            classifier.Transform(rows).GetColumn<float[]>("Score").SelectMany(s => s).ToArray(),
            OnnxRun.Outputs(session, pixels, "Score")["Score"]);

        var plain = Assert.ThrowsExactly<ArgumentException>(() => Export(Rejecting(NoveltyMeasure.Energy), pixelBytes: true));
        StringAssert.StartsWith(plain.Message, "bytes can only be exported of pixels that LoadPixels reads into column 'Features'");
    }

    [TestMethod]
    public void WhatIsNoNetworkIsRefused()
    {
        var rows = Query();
        var error = Assert.ThrowsExactly<ArgumentException>(() => Export(s_mlContext.Transforms.NormalizeMinMax("Features").Fit(rows)));
        StringAssert.StartsWith(error.Message, "the model must hold one network, a classifier, a regressor or a meta-learned model");
        var own = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options { Backbone = new UserBackboneTests.TanhNetwork(5) });
        using var meta = Catalog.PrototypicalNetwork(own).Fit(s_mlContext.Data.LoadFromEnumerable(
            Blobs.Rows(Blobs.Name).Select(row => new SixFeatures { Label = row.Label, Features = [.. row.Features, 1, 2] })));
        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(() => Export(meta)).Message,
            "cannot be exported to ONNX; those of the library can.");
    }

    [TestMethod]
    public void ARegressorIsExported()
    {
        using var meta = TinyModels.Regressor(s_mlContext);
        var rows = Catalog.LoadSinusoids(curves: 1, points: 8);
        var regressor = Catalog.Adapt(meta, rows);
        using var session = new InferenceSession(Export(regressor));
        AssertClose(
            regressor.Transform(rows).GetColumn<float>("Score").ToArray(),
            OnnxRun.Outputs(session, rows.GetColumn<float[]>("Features").SelectMany(x => x).ToArray(), "Score")["Score"]);
    }

    [TestMethod]
    public void EmbeddingsAreExported()
    {
        using var meta = TinyModels.Classifier(s_mlContext);
        var rows = Query();
        using var session = new InferenceSession(Export(meta));
        AssertClose(
            meta.Transform(rows).GetColumn<float[]>("Embedding").SelectMany(x => x).ToArray(),
            OnnxRun.Outputs(session, Features(rows), "Embedding")["Embedding"]);
    }

    private static void AssertColumns(InferenceSession session, ITransformer model, IDataView rows, string suffix = "")
    {
        string[] names = ["PredictedLabel", "Score", "IsKnown", "NoveltyScore"];
        var actual = OnnxRun.Outputs(session, Features(rows), names.Select(name => name + suffix).ToArray());
        var expected = model.Transform(rows);
        CollectionAssert.AreEqual(expected.GetColumn<uint>(names[0]).ToArray(), actual[names[0] + suffix]);
        AssertClose(expected.GetColumn<float[]>(names[1]).SelectMany(s => s).ToArray(), actual[names[1] + suffix]);
        CollectionAssert.AreEqual(expected.GetColumn<bool>(names[2]).ToArray(), actual[names[2] + suffix]);
        AssertClose(expected.GetColumn<float>(names[3]).ToArray(), actual[names[3] + suffix]);
    }

    private static void AssertClose(float[] expected, object[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], (float)actual[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"number {i}");
    }

    // [3, n, n], 0 to 1, to bytes [n, n, 3]
    private static byte[] ChannelsLast(float[] planes)
    {
        var size = planes.Length / 3;
        return Enumerable.Range(0, planes.Length).Select(i => (byte)MathF.Round(255 * planes[i % 3 * size + i / 3])).ToArray();
    }

    private static float[] Features(IDataView rows) => rows.GetColumn<float[]>("Features").SelectMany(x => x).ToArray();

    private static byte[] Export(ITransformer model, bool pixelBytes = false)
    {
        using var stream = new MemoryStream();
        Catalog.ExportOnnx(model, stream, pixelBytes);
        return stream.ToArray();
    }

    /// <summary>Rows of the classes of the classifier and of others, without labels.</summary>
    private static IDataView Query() => s_mlContext.Data.LoadFromEnumerable(
        Blobs.Rows(Blobs.Name).Select(row => new FourFeatures { Features = row.Features }));

    private static ITransformer Rejecting(NoveltyMeasure measure)
    {
        var meta = TinyModels.Classifier(s_mlContext, o => o.Head = HeadInitialization.Zero);
        var classifier = Catalog.Adapt(meta, Blobs.Create(s_mlContext, classes: 2, rows: 3), keepSupport: true);
        var heldOut = Blobs.Create(s_mlContext, i => $"held {i}", rows: 20, seed: 9);
        return Catalog.WithRejection(classifier, heldOut, measure: measure, episodes: 10);
    }

    private sealed class FourFeatures
    {
        [VectorType(Blobs.Size)]
        public float[] Features { get; set; } = [];
    }

    private sealed class SixFeatures
    {
        public string Label { get; set; } = "";

        [VectorType(6)]
        public float[] Features { get; set; } = [];
    }
}
