using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Vision;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Tests.Vision;

[TestClass]
public sealed class EmbedImagesTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly PhotoFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void TheContractIsKept()
    {
        var rows = Rows(Path.GetFileName(_folder.Stripes(5)));
        var invalid = _mlContext.Transforms.SelectColumns("Label").Fit(rows).Transform(rows);
        EstimatorWorkout.Run(
            _mlContext, _mlContext.MetaLearning().EmbedImages("Features", imageFolder: _folder.Path, fit: ImageFit.Pad), rows, invalid);
    }

    // ML.NET's own featurizer runs the preparation of the package, too.
    [TestMethod]
    public void EmbeddingsAreThoseOfMLNetsFeaturizer()
    {
        var rows = Rows(_folder.Stripes(7, side: ImageEncoder.Side));
        var featurizer = _mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
            .Append(_mlContext.Transforms.ResizeImages("Image", ImageEncoder.Side, ImageEncoder.Side))
            .Append(_mlContext.Transforms.ExtractPixels("Pixels", "Image"))
            .Append(_mlContext.Transforms.DnnFeaturizeImage(
                "Features", m => m.ModelSelector.ResNet18(_mlContext, m.OutputColumn, m.InputColumn), "Pixels"));
        var expected = featurizer.Fit(rows).Transform(rows).GetColumn<float[]>("Features").Single();
        TensorAssert.Close(Doubles(expected), Doubles(Embed(rows).Single()), 1e-5, "embedding");
    }

    [TestMethod]
    public void AnImageHasOneEmbeddingAloneAndInCompanyFromAFileAndFromMemory()
    {
        string[] files = [_folder.Stripes(3), _folder.Stripes(6), _folder.Stripes(9)];
        var rows = Rows(files);
        var expected = Embed(rows);
        Assert.AreEqual(3, expected.Select(e => string.Join(' ', e)).Distinct().Count());
        Assert.IsTrue(expected.All(e => e.Length == 512 && e.All(x => x >= 0)));
        var transformer = Estimator().Fit(rows);
        Parallel.For(0, files.Length, i =>
        {
            using var engine = _mlContext.Model.CreatePredictionEngine<ImageRow, ImageEmbeddingRow>(transformer);
            CollectionAssert.AreEqual(expected[i], engine.Predict(new ImageRow { ImagePath = files[i] }).Features);
        });
        var images = _mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath").Fit(rows).Transform(rows);
        var loaded = _mlContext.MetaLearning().EmbedImages("Features", "Image").Fit(images).Transform(images);
        foreach (var (one, other) in expected.Zip(loaded.GetColumn<float[]>("Features")))
            CollectionAssert.AreEqual(one, other);
    }

    [TestMethod]
    public void AFileHasTheNameOfTheNetworkAndNotTheWeights()
    {
        var rows = Rows(_folder.Stripes(4));
        using var file = new MemoryStream();
        _mlContext.Model.Save(Estimator().Fit(rows), rows.Schema, file);
        Assert.IsTrue(file.Length < 10_000, $"{file.Length} bytes");
        file.Position = 0;
        var loaded = (ImageEmbeddingTransformer)new MLContext().Model.Load(file, out _);
        Assert.AreEqual(("Features", "ImagePath"), (loaded.OutputColumnName, loaded.InputColumnName));
    }

    [TestMethod]
    public void ARowWithoutAnImageIsNamedBeforeAnyIsDecoded()
    {
        var sound = _folder.Stripes(4);
        ErrorAssert.Throws<InvalidOperationException>(
            () => Estimator().Fit(Rows(sound, "")),
            "row 1 has an empty path in column 'ImagePath', so there is no image to make column 'Features' of.");
        ErrorAssert.Throws<FileNotFoundException>(
            () => Estimator().Fit(Rows(sound, sound, "nowhere.png")),
            "the image of row 2 in column 'ImagePath' does not exist: 'nowhere.png'.");
        var transformer = Estimator().Fit(Rows(sound));
        using var engine = _mlContext.Model.CreatePredictionEngine<ImageRow, ImageEmbeddingRow>(transformer);
        ErrorAssert.Throws<FileNotFoundException>(() => engine.Predict(new ImageRow { ImagePath = "nowhere.png" }), "row 0");
    }

    [TestMethod]
    [DataRow("half", "is cut off: its end cannot be decoded.")]
    [DataRow("bomb", "has 20000 x 20000 pixels, but at most 134217728 are decoded.")]
    [DataRow("nothing", "is empty.")]
    [DataRow("text", "cannot be decoded.")]
    public void ABrokenFileIsNamedWithItsRow(string content, string problem)
    {
        var broken = _folder.Write("broken.jpg", content switch
        {
            "half" => OddImages.Cut(OddImages.Noise(SKEncodedImageFormat.Jpeg), 0.5),
            "bomb" => OddImages.Bomb(),
            "nothing" => [],
            _ => "no picture"u8.ToArray(),
        });
        var cache = Path.Combine(_folder.Path, "cache");
        var estimator = _mlContext.MetaLearning().EmbedImages("Features", cacheFolder: cache);
        var view = estimator.Fit(Rows(broken)).Transform(Rows(broken));
        ErrorAssert.Throws<FormatException>(
            () => view.GetColumn<float[]>("Features").Count(),
            $"the image of row 0 in column 'ImagePath' cannot be embedded: '{broken}' {problem}");
        Assert.IsFalse(Directory.Exists(cache), "Nothing of it is kept.");
    }

    [TestMethod]
    public void OddImagesAreEmbedded()
    {
        SKColor Stripe(int x, int y) => (x / 5 & 1) == 0 ? new SKColor(220, (byte)(4 * y), 30) : SKColors.Teal;
        var deep = _folder.Write("deep.png", OddImages.SixteenBits(48, 48, Stripe));
        var cmyk = _folder.Write("cmyk.jpg", OddImages.Cmyk());
        var dot = _folder.Write("dot.png", OddImages.Encode(SKEncodedImageFormat.Png, 1, 1, (_, _) => SKColors.Red));
        var log = new RecordedLog(_mlContext);
        var embeddings = Embed(Rows(_folder.Stripes(5), deep, cmyk, dot));
        CollectionAssert.AreEqual(embeddings[0], embeddings[1], "8 and 16 bits of the same picture");
        Assert.IsTrue(embeddings.All(e => e.All(float.IsFinite)));
        Assert.IsTrue(Cosine(embeddings[2], embeddings[3]) > 0.9, "Both are red.");
        StringAssert.Matches(
            log.Warnings.Single(),
            new("^all pixels of the image of row [23] in column 'ImagePath' are the same, so nothing is to be seen on it; there may be"));
    }

    [TestMethod]
    public void EmbeddingsAreKept()
    {
        var cache = Path.Combine(_folder.Path, "cache");
        var rows = Rows(_folder.Stripes(5), _folder.Stripes(8));
        float[][] Kept()
        {
            var estimator = _mlContext.MetaLearning().EmbedImages("Features", cacheFolder: cache);
            return [.. estimator.Fit(rows).Transform(rows).GetColumn<float[]>("Features")];
        }
        var expected = Kept();
        var files = Directory.GetFiles(cache, "*", SearchOption.AllDirectories);
        Assert.HasCount(2, files);
        var written = files.Select(File.GetLastWriteTimeUtc).ToArray();
        var again = Kept();
        for (var i = 0; i < expected.Length; i++)
            CollectionAssert.AreEqual(expected[i], again[i]);
        CollectionAssert.AreEqual(written, files.Select(File.GetLastWriteTimeUtc).ToArray());
    }

    [TestMethod]
    public void ColumnsAndOptionsAreChecked()
    {
        var catalog = _mlContext.MetaLearning();
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.EmbedImages("Features", "Photo").Fit(Rows()), "image column 'Photo' was not found; the columns are ImagePath");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Estimator().Fit(_mlContext.Data.LoadFromEnumerable(new[] { new { ImagePath = 1f } })),
            "image column 'ImagePath' must be the path of an image or an image, but is Single.");
        ErrorAssert.Throws<ArgumentException>(() => catalog.EmbedImages(""), "outputColumnName must not be empty.");
        ErrorAssert.Throws<ArgumentException>(() => catalog.EmbedImages("Features", ""), "inputColumnName must not be empty.");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.EmbedImages("Features", cacheFolder: ""), "cacheFolder must not be empty.");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.EmbedImages("Features", fit: (ImageFit)7), "fit must be one of Fill, Crop, Pad.");
    }

    [TestMethod]
    public void AMissingPackageIsNamed()
    {
        const string Command = "Run: dotnet add package Microsoft.ML.DnnImageFeaturizer.ResNet18 --version 0.23.1";
        ErrorAssert.Throws<NotSupportedException>(
            () => new WeightFile("nowhere.onnx", "").Find(),
            "this application lacks the package Microsoft.ML.DnnImageFeaturizer.ResNet18, which has a model of images: there is no file",
            Command);
        ErrorAssert.Throws<NotSupportedException>(
            () => (WeightFile.Preparation with { Hash = "another" }).Find(),
            "ResNetPreprocess.onnx' is not that of package Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1, which is needed.",
            Command);
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, x => (double)x);

    private static double Cosine(float[] one, float[] other) =>
        one.Zip(other, (a, b) => (double)a * b).Sum() / TensorAssert.Norm(Doubles(one)) / TensorAssert.Norm(Doubles(other));

    private ImageEmbeddingEstimator Estimator() => _mlContext.MetaLearning().EmbedImages("Features");

    private float[][] Embed(IDataView rows) => [.. Estimator().Fit(rows).Transform(rows).GetColumn<float[]>("Features")];

    private IDataView Rows(params string[] files) => PhotoFolder.Rows(_mlContext, files);
}
