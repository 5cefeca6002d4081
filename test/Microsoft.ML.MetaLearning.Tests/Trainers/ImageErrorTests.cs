using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>Pipelines of images that would learn or predict something else than the pictures that were meant.</summary>
[TestClass]
public sealed class ImageErrorTests
{
    private const int Size = 16;
    private const string NoPath = "row 1 has an empty path in column 'ImagePath', so there is no image to compute feature column " +
        "'Features' from.";
    private const string NoImage = "has no image in column 'Image' to compute feature column 'Features' from: its path is empty";
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestInitialize]
    public void DrawImages()
    {
        for (var c = 0; c < 4; c++)
            for (var i = 0; i < 3; i++)
                Drawings.Save(_folder.File($"class {c}", $"{i}.png"), shade: (byte)(60 * c + i));
    }

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow(null)]
    [DataRow(0L)]
    public void ARowWithoutAnImageIsNotLearnedFrom(long? limit)
    {
        var rows = _mlContext.Data.LoadFromEnumerable(Rows().Select((row, i) => i == 1
            ? new ImageRow { Label = row.Label }
            : row).ToArray());
        ErrorAssert.Throws<InvalidOperationException>(() => Train(rows, interleaved: false, o => o.DataMemoryLimit = limit), NoPath);
    }

    [TestMethod]
    public void ARowWithoutAnImageIsNeitherAnExampleNorPredicted()
    {
        var meta = Train(Images(), interleaved: false);
        ImageRow[] empty = [Rows()[0], new ImageRow { Label = "class 1" }, Rows()[^1]];
        ErrorAssert.Throws<InvalidOperationException>(
            () => _mlContext.MetaLearning().Adapt(meta, _mlContext.Data.LoadFromEnumerable(empty)), NoPath);

        var classifier = _mlContext.MetaLearning().Adapt(meta, Support());
        var error = Assert.Throws<Exception>(() => classifier.Transform(_mlContext.Data.LoadFromEnumerable(empty))
            .GetColumn<float[]>("Score").ToArray());
        StringAssert.Contains(error.ToString(), "row 1 " + NoImage);
        using var engine = _mlContext.Model.CreatePredictionEngine<ImageRow, Scores>(classifier);
        StringAssert.Contains(Assert.Throws<Exception>(() => engine.Predict(new ImageRow())).Message, NoImage);
        Assert.HasCount(3, engine.Predict(Rows()[0]).Score);
        StringAssert.Contains(Assert.Throws<Exception>(() => engine.Predict(new ImageRow())).Message, NoImage);
        Assert.HasCount(3, engine.Predict(Rows()[0]).Score);
    }

    [TestMethod]
    public void ABlackImageIsAnImage()
    {
        var black = _folder.File("black.png");
        Drawings.Save(black, shade: 0);
        var classifier = _mlContext.MetaLearning().Adapt(Train(Images(), interleaved: false), Support());
        using var engine = _mlContext.Model.CreatePredictionEngine<ImageRow, Scores>(classifier);
        Assert.AreEqual(1, engine.Predict(new ImageRow { ImagePath = black }).Score.Sum(), 1e-5);
    }

    [TestMethod]
    public void InterleavedColorsAreNoPlanes()
    {
        const string Message = "16 x 16 x 3, whose colors are interleaved; leave interleavePixelColors of ExtractPixels false.";
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Train(Images(), interleaved: true),
            "feature column 'Features' must be 3 x 16 x 16, the shape of the backbone's input, but is ",
            Message);
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Train(Images(), interleaved: true, o => o.Backbone = null),
            "feature column 'Features' must be [channels, height, width], but is ",
            Message);

        // The pipeline of the rows to adapt to is another than that of the training.
        using var meta = Train(Images(), interleaved: false).LastTransformer;
        var rows = Pixels(interleaved: true).Fit(Images()).Transform(Support());
        ErrorAssert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MetaLearning().Adapt(meta, rows), Message);
    }

    [TestMethod]
    public void HeightAndWidthAreNotExchanged() => ErrorAssert.Throws<ArgumentOutOfRangeException>(
        () => Train(Images(), interleaved: false, o => o.Backbone = new Conv4(3, 32, 8, filters: 4, pooledBlocks: 3)),
        "must be 3 x 32 x 8",
        "but is 3 x 16 x 16.");

    private TransformerChain<MetaLearnedTransformer> Train(
        IDataView rows, bool interleaved, Action<PrototypicalNetworkTrainer.Options>? change = null)
    {
        var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options { Backbone = new Conv4(3, Size, Size, filters: 4) });
        change?.Invoke(options);
        return Pixels(interleaved).Append(_mlContext.MetaLearning().PrototypicalNetwork(options)).Fit(rows);
    }

    private EstimatorChain<ImagePixelExtractingTransformer> Pixels(bool interleaved) =>
        _mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
        .Append(_mlContext.Transforms.ResizeImages("Image", Size, Size))
        .Append(_mlContext.Transforms.ExtractPixels("Features", "Image", interleavePixelColors: interleaved, scaleImage: 1f / 255));

    private IDataView Images() => _mlContext.MetaLearning().LoadImageFolder(_folder.Path);

    private ImageRow[] Rows() => _mlContext.Data.CreateEnumerable<ImageRow>(Images(), reuseRowObject: false).ToArray();

    private IDataView Support() => _mlContext.Data.LoadFromEnumerable(Rows().Where(row => row.Label != "class 0").ToArray());

    private sealed class Scores
    {
        public float[] Score { get; set; } = [];
    }
}
