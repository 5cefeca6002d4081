using System;
using System.Drawing;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>Pixels are those that a viewer shows, or there are none.</summary>
[TestClass]
public sealed class PixelLoadingTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void TheContractIsKept()
    {
        var rows = Rows(Write(OddImages.Noise(SKEncodedImageFormat.Png)), Write(OddImages.WhiteEnd(64, 16, 16)));
        var invalid = _mlContext.Transforms.SelectColumns("Label").Fit(rows).Transform(rows);
        EstimatorWorkout.Run(_mlContext, _mlContext.MetaLearning().LoadPixels("Features", 8, 4), rows, invalid);
        var odd = new PixelLoadingEstimator.Options
        {
            OutputColumnName = "Pixels",
            ImageFolder = _folder.Path,
            Width = 5,
            Height = 7,
            Colors = ImageColors.Gray,
            Fit = ImageFit.Pad,
            Background = Color.FromArgb(1, 2, 3),
            Invert = true,
            Range = PixelRange.MinusOneToOne,
        };
        EstimatorWorkout.Run(_mlContext, _mlContext.MetaLearning().LoadPixels(odd), rows, invalid);
    }

    [TestMethod]
    public void PathsAreText()
    {
        var numbers = _mlContext.Data.LoadFromEnumerable(new[] { new { ImagePath = 1f } });
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Pixels().Fit(numbers), "image path column 'ImagePath' must be text, but is Single.");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Pixels().GetOutputSchema(SchemaShape.Create(numbers.Schema)), "image path column 'ImagePath' must be text");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Pixels(o => o.InputColumnName = "File").Fit(Rows()), "image path column 'File' was not found; the columns are ImagePath");
    }

    [TestMethod]
    public void OptionsAreChecked()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => Pixels(o => o.Width = 0), "Width must be at least 1.");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => Pixels(o => o.Height = 16385), "Height must be at most 16384.");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => Pixels(o => o.Fit = (ImageFit)9), "Fit must be one of Fill, Crop, Pad.");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Pixels(o => o.Background = Color.Transparent), "Background must not be transparent.");
        ErrorAssert.Throws<ArgumentException>(() => Pixels(o => o.OutputColumnName = ""), "OutputColumnName must not be empty.");
    }

    [TestMethod]
    public void BlackOnTransparencyIsBlackOnWhite()
    {
        var file = Write(OddImages.BlackOnTransparent());
        var pixels = Read(file, Gray(16, 16));
        Assert.AreEqual(0, pixels[8 * 16 + 8]);
        Assert.AreEqual(1, pixels[0]);
        Assert.AreEqual(64, pixels.Count(p => p == 0));
        CollectionAssert.AreEqual(pixels.Select(p => 1 - p).ToArray(), Read(file, o => { Gray(16, 16)(o); o.Invert = true; }));
        CollectionAssert.AreEqual(
            pixels.Select(p => 2 * p - 1).ToArray(), Read(file, o => { Gray(16, 16)(o); o.Range = PixelRange.MinusOneToOne; }));
        Assert.AreEqual(1, Read(file, o => { (o.Width, o.Height, o.Background) = (16, 16, Color.Red); })[0]);
        Assert.AreEqual(0, Read(file, o => { (o.Width, o.Height, o.Background) = (16, 16, Color.Red); })[16 * 16]);
    }

    [TestMethod]
    public void ColorsAreKeptInPlanes()
    {
        var file = Write(OddImages.Encode(
            SKEncodedImageFormat.Png, 2, 1, (x, _) => x == 0 ? new SKColor(255, 51, 0) : new SKColor(0, 102, 204)));
        float[] expected = [1, 0, 0.2f, 0.4f, 0, 0.8f];
        float[] Bytes(float[] values) => values.Select(v => MathF.Round(v * 255)).ToArray();
        CollectionAssert.AreEqual(Bytes(expected), Bytes(Read(file, o => (o.Width, o.Height) = (2, 1))));
        var gray = Read(file, Gray(2, 1));
        Assert.AreEqual(0.3 + 0.59 * 0.2, gray[0], 0.5 / 255);
        Assert.AreEqual(0.59 * 0.4 + 0.11 * 0.8, gray[1], 0.5 / 255);
    }

    // The corners of a stored picture, by their brightness: 3 2 / 1 0.
    [TestMethod]
    [DataRow(1, "32", "10")]
    [DataRow(2, "23", "01")]
    [DataRow(3, "01", "23")]
    [DataRow(4, "10", "32")]
    [DataRow(5, "31", "20")]
    [DataRow(6, "13", "02")]
    [DataRow(7, "02", "13")]
    [DataRow(8, "20", "31")]
    public void PicturesAreUpright(int orientation, string top, string bottom)
    {
        var stored = OddImages.Encode(SKEncodedImageFormat.Jpeg, 32, 16, Corner);
        var pixels = Read(Write(OddImages.Turned(stored, (byte)orientation), ".jpg"), Gray(4, 8));
        var corners = new[]
        {
            pixels[0], pixels[3], pixels[^4], pixels[^1]
        }.Select(p => (p * 3).ToString("F0", CultureInfo.InvariantCulture));
        Assert.AreEqual(top + bottom, string.Concat(corners));
    }

    [TestMethod]
    [DataRow(ImageFit.Fill, 4, 16)]
    [DataRow(ImageFit.Crop, 0, 16)]
    [DataRow(ImageFit.Pad, 4, 4)]
    public void LongPicturesAreFitted(ImageFit fit, int brightColumns, int rows)
    {
        foreach (var orientation in new byte[] { 1, 3 })
        {
            var picture = OddImages.Encode(
                SKEncodedImageFormat.Jpeg, 64, 16, (x, _) => (orientation == 1 ? x : 63 - x) < 16 ? SKColors.White : SKColors.Black);
            var file = Write(OddImages.Turned(picture, orientation), ".jpg");
            var pixels = Read(file, o => { Gray(16, 16)(o); (o.Fit, o.Background) = (fit, Color.Gray); });
            Assert.AreEqual(brightColumns, Enumerable.Range(0, 16).Count(x => pixels[8 * 16 + x] > 0.75));
            Assert.AreEqual(rows, Enumerable.Range(0, 16).Count(y => pixels[y * 16 + 15] < 0.25));
            Assert.AreEqual(fit == ImageFit.Pad, MathF.Abs(pixels[0] - 128 / 255f) < 1e-6);
        }
    }

    [TestMethod]
    public void BrokenFilesAreNamed()
    {
        foreach (var format in new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp })
            Fails<FormatException>(Write(OddImages.Cut(OddImages.Noise(format), 0.5)), "");
        Fails<FormatException>(Write(OddImages.Noise(SKEncodedImageFormat.Jpeg)[..900]), " is cut off: its end cannot be decoded.");
        Fails<FormatException>(Write(OddImages.Bomb()), " has 20000 x 20000 pixels, but at most 134217728 are decoded.");
        Fails<FormatException>(Write([]), " is empty.");
        Fails<FormatException>(Write("no picture"u8.ToArray()), " cannot be decoded.");
        Fails<FileNotFoundException>(_folder.File("missing.png"), " does not exist.");
    }

    [TestMethod]
    public void EveryKindOfImageHasPixels()
    {
        foreach (var extension in new[] { ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".gif", ".ico" })
            Assert.IsTrue(
                Read(Write(OddImages.OfKind(extension), extension), o => (o.Width, o.Height) = (8, 8)).All(p => p is >= 0 and <= 1),
                extension);
    }

    [TestMethod]
    public void ARowWithoutAPathIsNamed()
    {
        var rows = Rows(Write(OddImages.OfKind(".png")), "");
        const string Reading = "row 1 has an empty path in column 'ImagePath', so there is no image to make column 'Features' of.";
        Assert.AreEqual(
            Reading,
            Assert.Throws<Exception>(() => Pixels().Fit(rows).Transform(rows).GetColumn<float[]>("Features")
                .Count()).GetBaseException().Message);
        var training = Pixels()
            .Append(_mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options { DataMemoryLimit = 0 }));
        ErrorAssert.Throws<InvalidOperationException>(
            () => training.Fit(rows),
            "row 1 has an empty path in column 'ImagePath', so there is no image to compute feature column 'Features' from.");
    }

    [TestMethod]
    public void AFileThatCannotBeLearnedFromIsNamed()
    {
        var half = Write(OddImages.Cut(OddImages.Noise(SKEncodedImageFormat.Png), 0.5));
        var rows = Rows(Write(OddImages.OfKind(".png")), half);
        var training = Pixels().Append(_mlContext.MetaLearning().PrototypicalNetwork());
        ErrorAssert.Throws<FormatException>(() => training.Fit(rows), $"'{half}' is cut off");
    }

    [TestMethod]
    public void ImagesOfOneColorAreWarnedOfOnce()
    {
        string[] blank = [Write(Drawings.Bytes(shade: 7)), Write(Drawings.Bytes(shade: 8))];
        var rows = Rows([Write(OddImages.BlackOnTransparent()), .. blank]);
        var log = new RecordedLog(_mlContext);
        var transformer = Pixels().Fit(rows);
        for (var pass = 0; pass < 2; pass++)
            Assert.AreEqual(3, transformer.Transform(rows).GetColumn<float[]>("Features").Count());
        StringAssert.Contains(log.Warnings.Single(), $"all pixels of '{blank[0]}' are the same");
    }

    [TestMethod]
    public void PathsBeginInTheFolderAndAreTakenByThreadsAndEngines()
    {
        var files = Enumerable.Range(0, 40).Select(i => Path.GetFileName(Write(OddImages.WhiteEnd(40, 8, i)))).ToArray();
        var transformer = Pixels(o => { Gray(40, 8)(o); o.ImageFolder = _folder.Path; }).Fit(Rows());
        Parallel.For(0, 4, _ =>
        {
            var pixels = transformer.Transform(Rows(files)).GetColumn<float[]>("Features").ToArray();
            for (var i = 0; i < files.Length; i++)
                Assert.AreEqual(8 * i, pixels[i].Count(p => p == 1));
        });
        using var engine = _mlContext.Model.CreatePredictionEngine<ImageRow, PixelRow>(transformer);
        Assert.AreEqual(8 * 7, engine.Predict(new ImageRow { ImagePath = files[7] }).Features.Count(p => p == 1));
    }

    [TestMethod]
    public void ThePixelsSuitConvolutions()
    {
        var rows = FourClasses();
        var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options { Backbone = new Conv4(3, 16, 20, filters: 4) });
        using var meta = _mlContext.MetaLearning().LoadPixels("Features", width: 20, height: 16)
            .Append(_mlContext.MetaLearning().PrototypicalNetwork(options)).Fit(rows).LastTransformer;
        Assert.AreEqual(4, meta.Backbone.EmbeddingSize);
    }

    [TestMethod]
    public void PixelsAreStreamed()
    {
        var rows = FourClasses();
        MetaLearnedTransformer Train(long? limit) => Pixels(Gray(16, 16)).Append(new MLContext(seed: 1).MetaLearning().PrototypicalNetwork(
            AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
            {
                Backbone = new Conv4(1, 16, 16, filters: 4),
                DataMemoryLimit = limit,
            }))).Fit(rows).LastTransformer;
        using var expected = Train(limit: null);
        using var streamed = Train(limit: 0);
        Assert.IsTrue(TensorAssert.SameBits(expected.Parameters, streamed.Parameters));
    }

    [TestMethod]
    public void DrawingsOfOmniglotAreThoseOfMLNet()
    {
        var rows = _mlContext.MetaLearning().LoadImageFolder(Drawings.Omniglot(_folder, "Greek", characters: 3, drawings: 5));
        var steps = _mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
            .Append(_mlContext.Transforms.ResizeImages("Image", 28, 28))
            .Append(_mlContext.Transforms.ExtractPixels(
                "Features",
                "Image",
                Transforms.Image.ImagePixelExtractingEstimator.ColorBits.Red,
                offsetImage: 255,
                scaleImage: -1f / 255));
        var expected = steps.Fit(rows).Transform(rows).GetColumn<float[]>("Features").ToArray();
        var pixels = Pixels(o => { Gray(28, 28)(o); o.Invert = true; }).Fit(rows).Transform(rows).GetColumn<float[]>("Features").ToArray();
        Assert.HasCount(15, pixels);
        for (var i = 0; i < pixels.Length; i++)
            CollectionAssert.AreEqual(expected[i], pixels[i]);
    }

    private static SKColor Corner(int x, int y)
    {
        var shade = (byte)(85 * ((x < 16 ? 1 : 0) + (y < 8 ? 2 : 0)));
        return new SKColor(shade, shade, shade);
    }

    private static Action<PixelLoadingEstimator.Options> Gray(int width, int height) =>
        o => (o.Width, o.Height, o.Colors) = (width, height, ImageColors.Gray);

    private void Fails<T>(string file, string problem)
        where T : Exception => ErrorAssert.Throws<T>(() => Read(file, Gray(8, 8)), $"'{file}'{problem}");

    private PixelLoadingEstimator Pixels(Action<PixelLoadingEstimator.Options>? change = null)
    {
        var options = new PixelLoadingEstimator.Options();
        change?.Invoke(options);
        return _mlContext.MetaLearning().LoadPixels(options);
    }

    private float[] Read(string file, Action<PixelLoadingEstimator.Options> change)
    {
        using var engine = _mlContext.Model.CreatePredictionEngine<ImageRow, PixelRow>(Pixels(change).Fit(Rows()));
        return engine.Predict(new ImageRow { ImagePath = file }).Features;
    }

    private IDataView FourClasses() => _mlContext.Data.LoadFromEnumerable(
        Enumerable.Range(0, 16).Select(i => new ImageRow
        {
            ImagePath = Write(OddImages.WhiteEnd(32, 16, i)),
            Label = $"{i % 4}",
        }).ToArray());

    private IDataView Rows(params string[] files) =>
        _mlContext.Data.LoadFromEnumerable(files.Select(file => new ImageRow { ImagePath = file }).ToArray());

    private string Write(byte[] content, string extension = ".png")
    {
        var file = _folder.File(Guid.NewGuid() + extension);
        File.WriteAllBytes(file, content);
        return file;
    }

    private sealed class PixelRow
    {
        public float[] Features { get; set; } = [];
    }
}
