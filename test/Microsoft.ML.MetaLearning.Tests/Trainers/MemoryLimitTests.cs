using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>What a meta-step takes is known before the first one, and a limit on it is kept or the training refused.</summary>
[TestClass]
public sealed class MemoryLimitTests
{
    private const long MebiByte = 1 << 20;
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void ForecastIsLogged()
    {
        var log = new RecordedLog(_mlContext);
        Fit(limit: null, Checkpointing.Automatic);
        StringAssert.Matches(StartOf(log), new(@"; a meta-step takes about \d+ MiB of tensors \(1 x \d+ MiB for a task"));
    }

    [TestMethod]
    public void CheckpointingIsSwitchedOnWhereTheLimitAsksForIt()
    {
        var log = new RecordedLog(_mlContext);
        var model = Fit(8 * MebiByte, Checkpointing.Automatic);
        StringAssert.Contains(StartOf(log), "with checkpointing, which is on since it would take", StringComparison.Ordinal);
        Assert.AreEqual(Checkpointing.Always, ((MamlLearner)model.Learner).Settings.Checkpointing);
    }

    [TestMethod]
    [DataRow(GradientEngine.Tape)]
    [DataRow(GradientEngine.Autograd)]
    public void ALimitThatIsWideEnoughChangesNothing(GradientEngine engine)
    {
        var model = Fit(2000 * MebiByte, Checkpointing.Automatic, engine);
        Assert.AreEqual(Checkpointing.Automatic, ((MamlLearner)model.Learner).Settings.Checkpointing);
    }

    [TestMethod]
    [DataRow(1L, Checkpointing.Automatic, GradientEngine.Tape)]
    [DataRow(8L, Checkpointing.Never, GradientEngine.Tape)]
    [DataRow(1L, Checkpointing.Automatic, GradientEngine.Autograd)]
    public void WhatDoesNotFitIsRefusedWithItsNumbersBeforeRowsAreRead(long limit, Checkpointing checkpointing, GradientEngine engine)
    {
        var trainer = _mlContext.MetaLearning().Maml(Options(limit * MebiByte, checkpointing, engine));
        var unreadable = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 1)
            .Select<int, Row>(_ => throw new NotSupportedException("a row was read.")));
        var error = ErrorAssert.Throws<InvalidOperationException>(
            () => trainer.Fit(unreadable),
            $"MemoryLimit is {limit} MiB",
            "MiB of tensors",
            "without checkpointing, and",
            "fewer OuterLoop.Threads");
        Assert.IsFalse(error.Message.Contains("about 0 MiB", StringComparison.Ordinal), error.Message);
    }

    [TestMethod]
    public void WithCheckpointingOnThereIsNoAdviceToTurnItOn()
    {
        var trainer = _mlContext.MetaLearning().Maml(Options(MebiByte, Checkpointing.Always));
        var error = ErrorAssert.Throws<InvalidOperationException>(() => trainer.Fit(Rows()), "use fewer OuterLoop.Threads");
        Assert.IsFalse(error.Message.Contains("checkpointing", StringComparison.OrdinalIgnoreCase), error.Message);
    }

    [TestMethod]
    public void AnUnknownForecastIsSaid()
    {
        var log = new RecordedLog(_mlContext);
        var options = TinyModels.ClassifierOptions(o => (o.Backbone, o.InnerLoop.MemoryLimit) = (new UserBackboneTests.TanhNetwork(3), 1));
        var rows = Enumerable.Range(0, 12).Select(i => new Six { Label = Blobs.Name(i % 3), Features = [i, 1, 0, 1, 0, -i] }).ToArray();
        _mlContext.MetaLearning().Maml(options).Fit(_mlContext.Data.LoadFromEnumerable(rows));
        StringAssert.Contains(StartOf(log), "is not known, so InnerLoop.MemoryLimit is not checked", StringComparison.Ordinal);
    }

    private static string StartOf(RecordedLog log) => log.Messages.Single(m => m.Contains("normalization,", StringComparison.Ordinal));

    private MetaLearnedTransformer Fit(long? limit, Checkpointing checkpointing, GradientEngine engine = GradientEngine.Automatic) =>
        _mlContext.MetaLearning().Maml(Options(limit, checkpointing, engine)).Fit(Rows());

    /// <summary>Many steps on several images: some 30 MiB, most of them the tapes of the steps.</summary>
    private static MamlTrainer.Options Options(
        long? limit, Checkpointing checkpointing, GradientEngine engine = GradientEngine.Automatic) => TinyModels.ClassifierOptions(o =>
    {
        (o.Backbone, o.Shots, o.InnerLoop.AdaptationSteps, o.InnerLoop.TestAdaptationSteps, o.OuterLoop.MetaSteps) = (
            new Conv4(1, 16, 16, 16), 4, 40, 1, 1);
        (o.InnerLoop.MemoryLimit, o.InnerLoop.Checkpointing, o.GradientEngine, o.InnerLoop.LearningRate) = (
            limit, checkpointing, engine, 1e-3);
    });

    private IDataView Rows()
    {
        var random = new Random(1);
        return _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 24).Select(i => new Row
        {
            Label = Blobs.Name(i % 4),
            Features = Enumerable.Range(0, Row.Size).Select(_ => random.NextSingle()).ToArray(),
        }).ToArray());
    }

    private sealed class Row
    {
        public const int Size = 16 * 16;

        public string Label { get; set; } = "";

        [VectorType(Size)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Six
    {
        public string Label { get; set; } = "";

        [VectorType(6)]
        public float[] Features { get; set; } = [];
    }
}
