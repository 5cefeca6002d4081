using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Reporting;

[TestClass]
public sealed class TensorBoardWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _mlContext = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void ATrainingIsWrittenAsItGoes()
    {
        var record = new MetaTrainingRecord();
        string file;
        using (var board = new TensorBoardWriter(_folder.Path) { HistogramInterval = 2 })
        {
            file = board.FileName;
            TinyModels.Classifier(_mlContext, o =>
            {
                (o.OuterLoop.MetaSteps, o.OuterLoop.ValidationInterval, o.OuterLoop.ValidationEpisodes) = (4, 2, 3);
                o.ValidationSet = Blobs.Create(_mlContext, i => $"other {i}", seed: 7);
                o.Progress = new CombinedProgress(record, board);
            });
        }
        StringAssert.StartsWith(Path.GetFileName(file), "events.out.tfevents.");
        var events = EventFileReader.Read(file);
        Assert.AreEqual("brain.Event:2", events[0].FileVersion);
        Assert.IsTrue(events.All(e => Math.Abs(e.WallTime - DateTimeOffset.UtcNow.ToUnixTimeSeconds()) < 600));
        Assert.IsFalse(events.Any(e => e.SessionStatus is not null), "A training from its first step continues nothing.");

        void Same(string tag, Func<MetaTrainingMetrics, double?> value)
        {
            var written = events.Where(e => e.Tag == tag).Select(e => (e.Step, (double?)e.Scalar)).ToArray();
            CollectionAssert.AreEqual(record.Select(m => ((long)m.MetaStep, (double?)(float?)value(m))).ToArray(), written, tag);
        }

        Same("training/loss", m => m.Loss);
        Same("training/accuracy", m => m.Accuracy);
        Same("outer_loop/learning_rate", m => m.LearningRate);
        Same("outer_loop/gradient_norm", m => m.GradientNorm);
        CollectionAssert.AreEqual(new long[] { 2, 4 }, events.Where(e => e.Tag == "validation/loss").Select(e => e.Step).ToArray());
        var histograms = events.Where(e => e.Histogram is not null).ToArray();
        CollectionAssert.AreEqual(new long[] { 1, 2, 4 }, histograms.Select(e => e.Step).Distinct().ToArray());
        CollectionAssert.Contains(histograms.Select(e => e.Tag).ToArray(), "parameters/head.weight");
    }

    [TestMethod]
    public void LearnedRatesAreWrittenByTensorAndStep()
    {
        var record = new MetaTrainingRecord();
        var file = Written(board => _mlContext.MetaLearning().MamlPlusPlus(new MamlPlusPlusTrainer.Options
        {
            Ways = 3,
            QueryShots = 2,
            InnerLoop = { AdaptationSteps = 2 },
            OuterLoop = { MetaSteps = 2 },
            Progress = new CombinedProgress(record, board),
        }).Fit(Blobs.Create(_mlContext)));
        var rates = EventFileReader.Read(file).Where(e => e.Tag?.StartsWith("inner_learning_rates/", StringComparison.Ordinal) == true
            && e.Step == 2).ToArray();
        Assert.AreEqual(record[1].InnerLearningRates!.Count * 2, rates.Length);
        var (name, ofSteps) = record[1].InnerLearningRates!.First();
        Assert.AreEqual((float)ofSteps[1], rates.Single(e => e.Tag == $"inner_learning_rates/{name}/1").Scalar);
    }

    [TestMethod]
    public void HistogramsCountEveryFiniteValue()
    {
        float[] values = [-2, 0, 0, 1, 4, float.NaN, float.PositiveInfinity];
        var file = Written(board =>
        {
            board.AddHistogram("some", values, 3);
            board.AddHistogram("same", [5, 5], 3);
            board.AddHistogram("none", [], 3);
        });
        var events = EventFileReader.Read(file);
        var some = events.Single(e => e.Tag == "some").Histogram!;
        Assert.AreEqual((-2.0, 4.0, 5.0, 3.0, 21.0), (some.Minimum, some.Maximum, some.Count, some.Sum, some.SumOfSquares));
        Assert.AreEqual(some.Limits.Length, some.Counts.Length);
        Assert.AreEqual(4, some.Limits[^1]);
        Assert.AreEqual(5, some.Counts.Sum());
        Assert.AreEqual(2, some.Counts[some.Limits.TakeWhile(l => l <= 0).Count()], "Both zeros are in one bucket.");
        var same = events.Single(e => e.Tag == "same").Histogram!;
        CollectionAssert.AreEqual(new[] { 5.0 }, same.Limits);
        CollectionAssert.AreEqual(new[] { 2.0 }, same.Counts);
        Assert.AreEqual(0, events.Single(e => e.Tag == "none").Histogram!.Count);
    }

    [TestMethod]
    public void AnEpisodeIsAPictureWithARowForEachClass()
    {
        var file = Written(board =>
        {
            using var scope = NewDisposeScope();
            // Black support and white query examples, 6 x 4 pixels; two shots and one query of three classes.
            var support = new Examples(zeros(6, 1, 4, 6), tensor(new long[] { 0, 0, 1, 1, 2, 2 }));
            board.AddEpisode("grid", new Episode(support, new Examples(ones(3, 1, 4, 6), tensor(new long[] { 0, 1, 2 }))), 9);
        });
        var image = EventFileReader.Read(file).Single(e => e.Tag == "grid").Image!;
        var (width, height) = (2 * 8 + 3 + 8 + 2, 3 * 6 + 2);
        Assert.AreEqual((height, width, 1L), (image.Height, image.Width, image.ColorSpace));
        var png = _folder.File("grid.png");
        File.WriteAllBytes(png, image.Png);
        using var decoded = MLImage.CreateFromFile(png);
        Assert.AreEqual((width, height), (decoded.Width, decoded.Height));
        byte Shade(int x, int y) => decoded.Pixels[4 * (y * width + x)];
        for (var row = 0; row < 3; row++)
            CollectionAssert.AreEqual(
                new byte[] { 128, 0, 128, 0, 128, 255, 128 },
                new[] { 1, 2, 8, 10, 20, 21, 27 }.Select(x => Shade(x, 6 * row + 3)).ToArray());
        Assert.AreEqual(128, Shade(3, 6));
    }

    [TestMethod]
    public void EpisodesOfATrainingAreShownWhereTheyAreImages()
    {
        var glyphs = _mlContext.MetaLearning().LoadGlyphs(classes: 4, drawings: 4);
        void Train(IDataView data, IProgress<MetaTrainingMetrics> progress) => _mlContext.MetaLearning()
            .Maml(TinyModels.ClassifierOptions(o => (o.Progress, o.Backbone) = (progress, data == glyphs
                ? new Conv4(1, 28, 28, filters: 2)
                : null))).Fit(data);
        var images = EventFileReader.Read(Written(board => Train(glyphs, board), imageInterval: 1)).Where(e => e.Image is not null)
            .ToArray();
        CollectionAssert.AreEqual(new long[] { 1, 2 }, images.Select(i => i.Step).ToArray());
        CollectionAssert.AreNotEqual(images[0].Image!.Png, images[1].Image!.Png);
        Assert.IsFalse(EventFileReader.Read(Written(board => Train(Blobs.Create(_mlContext), board), imageInterval: 1))
            .Any(e => e.Image is not null));
    }

    [TestMethod]
    public void AResumedTrainingTellsReadersWhatToForget()
    {
        var metrics = Metrics.Of(7);
        var events = EventFileReader.Read(Written(board =>
        {
            board.Report(metrics);
            board.Report(metrics with { MetaStep = 8 });
        }));
        Assert.AreEqual((1L, 7L), (events[1].SessionStatus, events[1].Step));
        Assert.AreEqual(1, events.Count(e => e.SessionStatus is not null));
    }

    [TestMethod]
    public void WhatIsNotKnownIsNotWritten()
    {
        var events = EventFileReader.Read(Written(board => board.Report(
            Metrics.Of(1) with { Accuracy = double.NaN, GradientNorm = null })));
        Assert.IsTrue(events.Any(e => e.Tag == "training/loss"));
        Assert.IsFalse(events.Any(e => e.Tag is "training/accuracy" or "outer_loop/gradient_norm" or "validation/loss"));
    }

    [TestMethod]
    public void EventsCanBeReadWhileTheyAreWritten()
    {
        using var board = new TensorBoardWriter(_folder.File("run", "x"));
        board.AddScalar("größe", -0.5, 1L << 40);
        File.Copy(board.FileName, _folder.File("copy"));
        var read = EventFileReader.Read(_folder.File("copy"))[1];
        Assert.AreEqual(("größe", -0.5f, 1L << 40), (read.Tag, read.Scalar!.Value, read.Step));
    }

    [TestMethod]
    public void TheReaderKnowsTheChecksum() =>
        Assert.AreEqual(0xE3069283u, EventFileReader.Crc32C(Encoding.ASCII.GetBytes("123456789")), "The check value of CRC-32C.");

    [TestMethod]
    public void NothingIsLeftBehind()
    {
        using var board = new TensorBoardWriter(_folder.Path);
        LeakCheck.LeavesNothing(() =>
        {
            using var scope = NewDisposeScope();
            var images = new Examples(rand(2, 3, 4, 4), tensor(new long[] { 0, 1 }));
            board.AddEpisode("grid", new Episode(images, images), 1);
            board.AddHistograms(new ParameterSet([("a", rand(3))]), 1);
        });
    }

    [TestMethod]
    public void ErrorsNameWhatIsWrong()
    {
        ErrorAssert.Throws<ArgumentException>(() => new TensorBoardWriter(""), "folder must not be empty.");
        using var board = new TensorBoardWriter(_folder.Path);
        ErrorAssert.Throws<ArgumentException>(() => board.AddScalar("", 1, 1), "tag must not be empty.");
        using var scope = NewDisposeScope();
        var vectors = new Examples(rand(2, 5), tensor(new long[] { 0, 1 }));
        ErrorAssert.Throws<ArgumentException>(() => board.AddEpisode("grid", new Episode(vectors, vectors), 1), "must be images", "[2, 5]");
    }

    private string Written(Action<TensorBoardWriter> write, int imageInterval = 0)
    {
        using var board = new TensorBoardWriter(_folder.Path) { ImageInterval = imageInterval };
        write(board);
        return board.FileName;
    }
}
