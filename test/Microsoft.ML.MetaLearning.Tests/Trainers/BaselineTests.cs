using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>The trainers of ordinary classifiers.</summary>
[TestClass]
public sealed class BaselineTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void TrainingLearnsTheClassesOfTheData()
    {
        var progress = new SynchronousProgress();
        var options = AllLearners.Tiny(new FineTuningTrainer.Options { Progress = progress });
        (options.OuterLoop.MetaSteps, options.OuterLoop.LearningRate) = (100, 0.01);
        _mlContext.MetaLearning().FineTuning(options).Fit(Blobs.Create(_mlContext));
        Assert.AreEqual(Math.Log(4), progress.Reports[0].Loss, 0.7, "The first loss is that of chance among the four classes of the data.");
        Assert.IsTrue(progress.Reports[^1].Accuracy > 0.9, $"The last accuracy is {progress.Reports[^1].Accuracy}.");
    }

    [TestMethod]
    public void AModelKeepsNothingOfTheClassesItWasTrainedOn()
    {
        var parameters = Tiny(FineTuningMode.Head).Fit(Blobs.Create(_mlContext)).Parameters;
        CollectionAssert.AreEqual(new[] { "linear0.weight", "linear0.bias", "linear1.weight", "linear1.bias" }, parameters.Names.ToArray());
    }

    [TestMethod]
    [DataRow(FineTuningMode.Head)]
    [DataRow(FineTuningMode.All)]
    [DataRow(FineTuningMode.CosineClassifier)]
    public void AnyNumberOfClassesCanBeToldApart(FineTuningMode mode)
    {
        var meta = Tiny(mode).Fit(Blobs.Create(_mlContext));
        var support = Blobs.Create(_mlContext, i => 100 + i, classes: 7, rows: 3);
        var scores = _mlContext.MetaLearning().Adapt(meta, support).Transform(support).GetColumn<float[]>("Score");
        Assert.IsTrue(scores.All(s => s.Length == 7));
    }

    [TestMethod]
    public void NeighborsOfAnUntrainedBackboneNeedNoTraining()
    {
        var progress = new SynchronousProgress();
        var options = AllLearners.Tiny(new NearestNeighborTrainer.Options { Progress = progress });
        options.OuterLoop.MetaSteps = 0;
        var meta = _mlContext.MetaLearning().NearestNeighbor(options).Fit(Blobs.Create(_mlContext));
        var rows = Blobs.Create(_mlContext);
        var predicted = _mlContext.MetaLearning().Adapt(meta, rows).Transform(rows).GetColumn<uint>("PredictedLabel").ToArray();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 32).Select(i => (uint)(i % 4 + 1)).ToArray(),
            predicted,
            "A row of the support set is its own nearest neighbor.");
        Assert.AreEqual(0, progress.Reports.Count);
    }

    [TestMethod]
    public void ValidationTakesEpisodesOfItsOwnClasses()
    {
        var progress = new SynchronousProgress();
        var options = AllLearners.Tiny(new NearestNeighborTrainer.Options { Progress = progress });
        options.ValidationSet = Blobs.Create(_mlContext, i => $"other {i}");
        _mlContext.MetaLearning().NearestNeighbor(options).Fit(Blobs.Create(_mlContext));
        Assert.IsTrue(
            progress.Reports[^1].ValidationAccuracy is > 0.5 and <= 1,
            $"The validation accuracy is {progress.Reports[^1].ValidationAccuracy}.");
    }

    [TestMethod]
    public void RotationsAreTrainedOnAsClasses()
    {
        var options = AllLearners.Tiny(new NearestNeighborTrainer.Options
        {
            Backbone = new Conv4(1, 2, 2, 2, Downsampling.Strided),
            Augmentation = Augmentation.RotationsAsClasses,
        });
        _mlContext.MetaLearning().NearestNeighbor(options).Fit(Blobs.Create(_mlContext));
    }

    [TestMethod]
    public void AnOptionOutOfRangeIsNamed()
    {
        var catalog = _mlContext.MetaLearning();
        void Throws(Action create, string message) => ErrorAssert.Throws<ArgumentOutOfRangeException>(create, message);
        Throws(() => catalog.FineTuning(metaSteps: -1), "OuterLoop.MetaSteps must be at least 0");
        Throws(() => catalog.FineTuning(adaptationSteps: -1), "InnerLoop.AdaptationSteps must be at least 0");
        Throws(() => catalog.FineTuning(innerLearningRate: 0), "InnerLoop.LearningRate must be a positive number");
        Throws(() => catalog.FineTuning(mode: (FineTuningMode)77), "Mode must be one of Head, All, CosineClassifier");
        Throws(
            () => catalog.FineTuning(new FineTuningTrainer.Options { InnerLoop = { Optimizer = (OuterOptimizerKind)77 } }),
            "InnerLoop.Optimizer must be one of");
        Throws(() => catalog.FineTuning(new FineTuningTrainer.Options { BatchSize = 1 }), "BatchSize must be at least 2");
        Throws(() => catalog.NearestNeighbor(neighbors: 0), "Neighbors must be at least 1");
        Throws(() => catalog.NearestNeighbor(distance: (NeighborDistance)77), "Distance must be one of Cosine, Euclidean");
        Throws(() => catalog.NearestNeighbor().Fit(Blobs.Create(_mlContext, classes: 1)), "at least 2");
    }

    private FineTuningTrainer Tiny(FineTuningMode mode) =>
        _mlContext.MetaLearning().FineTuning(AllLearners.Tiny(new FineTuningTrainer.Options { Mode = mode }));
}
