using System;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.Transforms.Image;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Data;

/// <summary>Features that do not fit into the memory allowed are computed when they are needed, and nothing else changes.</summary>
[TestClass]
public sealed class StreamedImagesTests
{
    private const int Classes = 6;
    private const int Images = 5;
    private const int Size = 16;
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _mlContext = new(seed: 1);

    [TestInitialize]
    public void DrawImages()
    {
        var random = new Random(1);
        for (var c = 0; c < Classes; c++)
            for (var i = 0; i < Images; i++)
                Drawings.Save(_folder.File("images", $"class {c}", $"{i}.png"), shade: (byte)(40 * c + random.Next(30)));
    }

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow(0L)]
    [DataRow(10 * Size * Size * 4L)]
    [DataRow(long.MaxValue)]
    public void TrainingIsTheSameWhateverMemoryItHas(long limit)
    {
        using var expected = Train(limit: null, threads: 1);
        using var streamed = Train(limit, threads: 2);
        Assert.IsTrue(TensorAssert.SameBits(expected.Parameters, streamed.Parameters));
    }

    [TestMethod]
    public void RowsAreTheSameInAnyOrderAndKeptUpToTheBudget()
    {
        using var scope = NewDisposeScope();
        using var inMemory = Read(limit: null);
        using var streamed = Read(limit: 7 * Size * Size * sizeof(float));
        CollectionAssert.AreEqual(inMemory.Classes.SelectMany(c => c).ToArray(), streamed.Classes.SelectMany(c => c).ToArray());
        long[] rows = [.. Enumerable.Range(0, (int)inMemory.Count).Select(i => (long)i).Reverse(), 3, 3, 0];
        for (var pass = 0; pass < 2; pass++)
            Assert.IsTrue(TensorAssert.SameBits(inMemory.InputsOf(rows), streamed.InputsOf(rows)));
        Assert.AreEqual(7, ((StreamedInputs)streamed.Features).Kept);
    }

    [TestMethod]
    public void SplitsByClassAreStreamedToo()
    {
        using var scope = NewDisposeScope();
        var split = _mlContext.MetaLearning().SplitByClass(Rows(), name => name == "class 2" ? MetaPhase.Test : MetaPhase.Train).MetaTest;
        using var streamed = Read(limit: 0, split);
        using var inMemory = Read(limit: null, split);
        Assert.AreEqual(Images, streamed.Count);
        Assert.IsTrue(TensorAssert.SameBits(inMemory.AllInputs(), streamed.AllInputs()));
    }

    [TestMethod]
    public void FeaturesThatAreNotComputedCannotExceedTheLimit()
    {
        var data = Blobs.Create(_mlContext);
        ErrorAssert.Throws<InvalidOperationException>(
            () => _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.DataMemoryLimit = 100)).Fit(data),
            "DataMemoryLimit",
            "'Features'",
            "7 rows");
    }

    [TestMethod]
    public void ImageThatVanishesIsNamed()
    {
        using var scope = NewDisposeScope();
        using var streamed = Read(limit: 0);
        File.Delete(_folder.File("images", "class 1", "2.png"));
        var error = Assert.Throws<Exception>(() => streamed.InputsOf([Images + 2]));
        StringAssert.Contains(error.ToString(), "2.png");
    }

    private MetaLearnedTransformer Train(long? limit, int threads)
    {
        var mlContext = new MLContext(seed: 1);
        var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options
        {
            Backbone = new Conv4(1, Size, Size, filters: 4),
            DataMemoryLimit = limit,
        });
        (options.OuterLoop.MetaSteps, options.OuterLoop.Threads) = (3, threads);
        return Pipeline(mlContext).Append(mlContext.MetaLearning().PrototypicalNetwork(options)).Fit(Rows()).LastTransformer;
    }

    private ExampleSet Read(long? limit, IDataView? rows = null) => ExampleReader.ReadClassification(
        Pipeline(_mlContext).Fit(Rows()).Transform(rows ?? Rows()), "Label", "Features", [1, Size, Size], limit);

    private IDataView Rows() => _mlContext.MetaLearning().LoadImageFolder(Path.Combine(_folder.Path, "images"));

    private static EstimatorChain<ImagePixelExtractingTransformer> Pipeline(MLContext mlContext) =>
        mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
        .Append(mlContext.Transforms.ResizeImages("Image", Size, Size))
        .Append(mlContext.Transforms.ExtractPixels("Features", "Image", ImagePixelExtractingEstimator.ColorBits.Red, scaleImage: 1f / 255));
}
