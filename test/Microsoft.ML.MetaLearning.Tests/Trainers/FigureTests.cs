using System;
using System.Diagnostics;
using System.Linq;
using Microsoft.ML.Transforms.Image;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>
/// Trainings long enough to show what is learned. The floors lie well below what docs/benchmarks.md reports, and nothing is timed.
/// </summary>
[TestClass]
[TestCategory("Slow")]
public sealed class FigureTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void CharactersOfAnUnseenAlphabetAreTold()
    {
        using var folder = new TemporaryFolder();
        foreach (var alphabet in new[] { "Japanese_(katakana)", "Sanskrit", "Greek", "Tagalog" })
            Drawings.Omniglot(folder, alphabet, characters: 17, drawings: 20);
        var drawings = _mlContext.MetaLearning().LoadImageFolder(System.IO.Path.Combine(folder.Path, "omniglot"));
        var split = _mlContext.MetaLearning()
            .SplitByClass(drawings, label => label.StartsWith("Tagalog", StringComparison.Ordinal) ? MetaPhase.Test : MetaPhase.Train);
        var model = _mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
            .Append(_mlContext.Transforms.ResizeImages("Image", 28, 28))
            .Append(_mlContext.Transforms.ExtractPixels(
                "Features", "Image", ImagePixelExtractingEstimator.ColorBits.Red, offsetImage: 255, scaleImage: -1f / 255))
            .Append(_mlContext.MetaLearning().Maml(new MamlTrainer.Options
            {
                QueryShots = 5,
                OuterLoop = { MetaSteps = 250, LearningRate = 0.003 },
                Backbone = new Conv4(1, 28, 28, filters: 16),
                Augmentation = Augmentation.RotationsAsClasses,
            })).Fit(split.MetaTrain);
        var metrics = _mlContext.MetaLearning().Evaluate(model, split.MetaTest, new(QueryShots: 5, Episodes: 100));
        Console.WriteLine(metrics);
        Assert.IsTrue(metrics.Inductive.Accuracy > 0.55, $"Chance is 0.2: {metrics}");
        Assert.IsTrue(metrics.Transductive!.Accuracy > 0.55, $"Chance is 0.2: {metrics}");
    }

    [TestMethod]
    public void ASineCurveIsFittedFromFivePoints()
    {
        var catalog = _mlContext.MetaLearning();
        var model = catalog.MamlRegression(new MamlRegressionTrainer.Options
        {
            Shots = 5,
            QueryShots = 10,
            InnerLoop = { AdaptationSteps = 1 },
            OuterLoop = { MetaBatchSize = 25, MetaSteps = 6_000, LearningRate = 0.003 },
            Backbone = new Mlp(inputSize: 1, hiddenSizes: [40, 40]),
        }).Fit(catalog.LoadSinusoids(curves: 20_000, points: 15, seed: 1));
        var test = catalog.LoadSinusoids(curves: 600, points: 20, seed: 2);
        var before = catalog.EvaluateRegression(model, test, new(QueryShots: 10) { AdaptationSteps = 0 }).MeanSquaredError;
        var after = catalog.EvaluateRegression(model, test, new(QueryShots: 10) { AdaptationSteps = 10 }).MeanSquaredError;
        Console.WriteLine($"{before} to {after}");
        // A seventh is measured after this training; a tenth takes a longer one.
        Assert.IsTrue(after <= before / 4, $"The mean squared error fell from {before} to {after} only.");
    }

    [TestMethod]
    public void APredictionLeavesNothingBehind()
    {
        var glyphs = _mlContext.MetaLearning().LoadGlyphs(classes: 3, drawings: 3);
        var trainer = _mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o => o.Backbone = new Conv4(1, 28, 28, filters: 8)));
        var classifier = _mlContext.MetaLearning().Adapt(trainer.Fit(glyphs), glyphs);
        using var engine = _mlContext.Model.CreatePredictionEngine<GlyphRow, Prediction>(classifier);
        var row = _mlContext.Data.CreateEnumerable<GlyphRow>(glyphs, reuseRowObject: false).First();
        var prediction = new Prediction();

        (long Managed, long Resident) Run(int calls)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < calls; i++)
                engine.Predict(row, ref prediction);
            var managed = (GC.GetAllocatedBytesForCurrentThread() - start) / calls;
            GC.Collect();
            GC.WaitForPendingFinalizers();
            using var process = Process.GetCurrentProcess();
            return (managed, process.WorkingSet64);
        }
        Run(5_000);
        var first = Run(5_000);
        var last = Run(25_000);
        Console.WriteLine($"{first} to {last}");
        Assert.AreEqual(first.Managed, last.Managed, 0.05 * first.Managed, "Managed bytes per call are constant.");
        Assert.IsTrue(last.Managed < 50_000, $"{last.Managed} managed bytes per call.");
        // A single leaked output of 8 channels per call alone would be half a gigabyte.
        Assert.IsTrue(
            last.Resident - first.Resident < 20_000_000,
            $"Resident memory grew by {last.Resident - first.Resident} bytes over 25,000 calls.");
    }
}
