using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Training;

/// <summary>
/// A training that is stopped and started again ends where it would have ended without, and nothing that happens to its files changes that.
/// </summary>
[TestClass]
public sealed class CheckpointTests
{
    private const int MetaSteps = 12;
    private readonly TemporaryFolder _folder = new();
    private RecordedLog _log = new(new MLContext());

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    private static IEnumerable<object[]> Learners =>
        from learner in s_learners.Keys from stop in new[] { 1, 5, 11 } select new object[] { learner, stop };

    private static readonly Dictionary<string, Func<MetaLearningCatalog, Action<MetaTrainerOptions>, IEstimator<MetaLearnedTransformer>>> s_learners = new()
    {
        ["Maml"] = (catalog, change) => catalog.Maml(With(new MamlTrainer.Options(), change)),
        ["MamlPlusPlus"] = (catalog, change) => catalog.MamlPlusPlus(With(
            new MamlPlusPlusTrainer.Options { Backbone = new Mlp(Blobs.Size, [5], normalize: true) }, change)),
        ["Reptile"] = (catalog, change) => catalog.Reptile(With(new ReptileTrainer.Options(), change)),
        ["MetaLstm"] = (catalog, change) => catalog.MetaLstm(With(new MetaLstmTrainer.Options(), change)),
        ["MatchingNetwork"] = (catalog, change) => catalog.MatchingNetwork(With(
            new MatchingNetworkTrainer.Options { FullContextEmbeddings = true, ProcessingSteps = 2 }, change)),
        ["FineTuning"] = (catalog, change) => catalog.FineTuning(With(
            new FineTuningTrainer.Options { Normalization = Normalization.Running, Backbone = new Mlp(Blobs.Size, [5], normalize: true) },
            change)),
        ["Maml, momentum"] = (catalog, change) => catalog.Maml(With(
            new MamlTrainer.Options { OuterLoop = { Optimizer = OuterOptimizerKind.Sgd } }, change)),
        ["Maml, AdamW"] = (catalog, change) => catalog.Maml(With(
            new MamlTrainer.Options { OuterLoop = { Optimizer = OuterOptimizerKind.AdamW, WeightDecay = 0.01 } }, change)),
        ["Maml, ensemble"] = (catalog, change) => catalog.Maml(With(new MamlTrainer.Options { OuterLoop = { EnsembleSize = 3 } }, change)),
    };

    [TestMethod]
    [DynamicData(nameof(Learners))]
    public void ResumedTrainingEndsWithTheSameBits(string learner, int stop)
    {
        using var expected = Fit(learner, _ => { }, checkpoints: false);
        Fit(learner, o => StopAfter(stop, o)).Dispose();
        var steps = new SynchronousProgress();
        using var resumed = Fit(learner, o => (o.OuterLoop.Threads, o.Progress) = (2, steps), seed: 99);
        Assert.AreEqual(stop + 1, steps.Reports[0].MetaStep, "It must go on, not begin again.");
        Assert.IsTrue(TensorAssert.SameBits(expected.Parameters, resumed.Parameters));
    }

    [TestMethod]
    public void FinishedTrainingIsNotRepeated()
    {
        using var first = Fit("Maml", o => o.Checkpoints = Checkpoints());
        var steps = new SynchronousProgress();
        using var second = Fit("Maml", o => o.Progress = steps);
        Assert.IsEmpty(steps.Reports);
        Assert.IsTrue(TensorAssert.SameBits(first.Parameters, second.Parameters));
    }

    [TestMethod]
    public void ValidationsAndTimeGoOn()
    {
        StopAndResume(out var before, out var after);
        Assert.AreEqual(before.Reports[^1].ValidationAccuracy, after.Reports[0].ValidationAccuracy);
        // The state of meta-step 6 was saved after the report of meta-step 5.
        Assert.IsTrue(after.Reports[0].Elapsed > before.Reports[^2].Elapsed);
    }

    [TestMethod]
    public void LatestAndBestAreKept()
    {
        var progress = new SynchronousProgress();
        Fit(
            "Maml",
            o => (o.Checkpoints, o.Progress) = (Checkpoints() with { Interval = 1, KeepLast = 3, KeepBest = 2 }, progress)).Dispose();
        // Validations come after every second step; a checkpoint bears the latest.
        var best = progress.Reports.Where(r => r.ValidationAccuracy is not null).OrderByDescending(r => r.ValidationAccuracy)
            .ThenByDescending(r => r.MetaStep).Take(2).Select(r => r.MetaStep);
        CollectionAssert.AreEquivalent(
            best.Union([10, 11, 12]).Select(Name).ToArray(), Directory.GetFiles(_folder.Path).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    [DataRow("cut off")]
    [DataRow("emptied")]
    [DataRow("one bit changed")]
    [DataRow("of something else")]
    public void DamagedCheckpointGivesWayToTheOneBeforeItLoudly(string damage)
    {
        using var expected = Fit("Maml", _ => { }, checkpoints: false);
        Fit("Maml", o => StopAfter(7, o)).Dispose();
        Damage(_folder.File(Name(7)), damage);
        var steps = new SynchronousProgress();
        using var resumed = Fit("Maml", o => o.Progress = steps);
        Assert.AreEqual(7, steps.Reports[0].MetaStep, "The checkpoint before is that of meta-step 6.");
        Assert.IsTrue(_log.Warnings.Any(w => w.Contains(Name(7))), string.Join("; ", _log.Warnings));
        Assert.IsTrue(TensorAssert.SameBits(expected.Parameters, resumed.Parameters));
    }

    [TestMethod]
    public void AllDamagedIsAnErrorNotANewBeginning()
    {
        Fit("Maml", o => StopAfter(7, o)).Dispose();
        foreach (var file in Directory.GetFiles(_folder.Path))
            Damage(file, "cut off");
        ErrorAssert.Throws<InvalidOperationException>(() => Fit("Maml", _ => { }), _folder.Path, "all 2 checkpoints");
    }

    [TestMethod]
    public void TwoHundredMutationsNeverChangeTheResult()
    {
        using var expected = Fit("Maml", _ => { }, checkpoints: false);
        Fit("Maml", o => StopAfter(11, o)).Dispose();
        var (newest, before) = (_folder.File(Name(11)), _folder.File(Name(10)));
        var (newestBytes, beforeBytes) = (File.ReadAllBytes(newest), File.ReadAllBytes(before));
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var bytes = newestBytes.ToArray();
            if (i % 4 == 0)
                Array.Resize(ref bytes, random.Next(bytes.Length));
            else
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            File.Delete(_folder.File(Name(12)));
            File.WriteAllBytes(before, beforeBytes);
            File.WriteAllBytes(newest, bytes);
            var steps = new SynchronousProgress();
            using var resumed = Fit("Maml", o => o.Progress = steps);
            Assert.AreEqual(11, steps.Reports[0].MetaStep, $"mutation {i}");
            Assert.IsTrue(TensorAssert.SameBits(expected.Parameters, resumed.Parameters), $"mutation {i}");
        }
    }

    [TestMethod]
    public void ChangedOptionsAreRefusedByName()
    {
        Fit("Maml", o => StopAfter(5, o)).Dispose();
        ErrorAssert.Throws<InvalidOperationException>(
            () => Fit("Maml", o => ((MamlTrainer.Options)o).InnerLoop.LearningRate = 0.25),
            "InnerLoop.LearningRate was 0.1 and is 0.25",
            Name(5));
        ErrorAssert.Throws<InvalidOperationException>(
            () => Fit("Maml", o => o.Backbone = new Mlp(Blobs.Size, [9])), "Backbone was none and is Mlp 4-9");
        ErrorAssert.Throws<InvalidOperationException>(
            () => Fit("Maml", o => o.OuterLoop.MetaSteps = 13), "OuterLoop.MetaSteps was 12 and is 13");
        ErrorAssert.Throws<InvalidOperationException>(() => Fit("Reptile", _ => { }), "the trainer was MamlTrainer and is ReptileTrainer");
    }

    [TestMethod]
    public void ChangedRowsAreRefused()
    {
        Fit("Maml", o => StopAfter(5, o)).Dispose();
        ErrorAssert.Throws<InvalidOperationException>(() => Fit("Maml", _ => { }, rows: 9), "the hash of the training rows");
        ErrorAssert.Throws<InvalidOperationException>(
            () => Fit("Maml", o => o.ValidationSet = null), "the hash of the validation rows", "is none");
    }

    [TestMethod]
    public void FolderServesOneTrainingAtATime()
    {
        InvalidOperationException? error = null;
        Fit(
            "Maml",
            o => (o.Checkpoints, o.Progress) = (Checkpoints(), new SynchronousProgress(_ =>
                error ??= ErrorAssert.Throws<InvalidOperationException>(() => Fit("Maml", _ => { }), "in use", _folder.Path)))).Dispose();
        Assert.IsNotNull(error);
    }

    [TestMethod]
    public void WithoutResumeTheFolderMustHoldNone()
    {
        Fit("Maml", o => StopAfter(5, o)).Dispose();
        ErrorAssert.Throws<InvalidOperationException>(
            () => Fit("Maml", o => o.Checkpoints = Checkpoints() with { Resume = false }), "Resume is false", _folder.Path);
    }

    [TestMethod]
    public void DiskThatTakesNoMoreIsAWarning()
    {
        // A folder in the place of the file makes its writing fail, as a full disk does.
        Directory.CreateDirectory(_folder.File(Name(4) + ".unfinished"));
        using var expected = Fit("Maml", _ => { }, checkpoints: false);
        using var trained = Fit("Maml", o => o.Checkpoints = Checkpoints() with { KeepLast = 10 });
        Assert.IsTrue(_log.Warnings.Any(w => w.Contains("meta-step 4 could not be saved")), string.Join("; ", _log.Warnings));
        Assert.IsTrue(TensorAssert.SameBits(expected.Parameters, trained.Parameters));
        CollectionAssert.AreEquivalent(
            new[] { 2, 6, 8, 10, 12 }.Select(Name).ToArray(), Directory.GetFiles(_folder.Path).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void WhatAKilledProcessLeftHalfWrittenIsCleared()
    {
        Fit("Maml", o => StopAfter(5, o)).Dispose();
        File.WriteAllText(_folder.File(Name(6) + ".unfinished"), "half");
        using var expected = Fit("Maml", _ => { }, checkpoints: false);
        using var resumed = Fit("Maml", _ => { });
        Assert.IsTrue(TensorAssert.SameBits(expected.Parameters, resumed.Parameters));
        Assert.IsEmpty(Directory.GetFiles(_folder.Path, "*.unfinished"));
    }

    [TestMethod]
    [DataRow("Maml")]
    [DataRow("FineTuning")]
    public void AModelCanBeMadeOfACheckpoint(string learner)
    {
        using var last = Fit(learner, o => (o.ValidationSet, o.Checkpoints) = (null, Checkpoints() with { KeepLast = 3 }));
        var mlContext = new MLContext(seed: 1);
        using var loaded = mlContext.MetaLearning().LoadCheckpoint(_folder.File(Name(MetaSteps)));
        Assert.IsTrue(TensorAssert.SameBits(last.Parameters, loaded.Parameters));
        var support = Blobs.Create(mlContext, classes: 3);
        ViewAssert.ViewsEqual(
            mlContext.MetaLearning().Adapt(last, support).Transform(support),
            mlContext.MetaLearning().Adapt(loaded, support).Transform(support));

        var selection = mlContext.MetaLearning()
            .SelectBest(Directory.GetFiles(_folder.Path), Blobs.Create(mlContext), new(QueryShots: 3, Episodes: 5));
        Assert.HasCount(3, selection.Models);
    }

    [TestMethod]
    public void WhatIsNoCheckpointIsNamed()
    {
        var (catalog, file) = (new MLContext().MetaLearning(), _folder.File("letter.checkpoint"));
        ErrorAssert.Throws<FileNotFoundException>(() => catalog.LoadCheckpoint(file), file);
        File.WriteAllText(file, "Dear reader, this is a letter and has never been a checkpoint, however long it gets.");
        ErrorAssert.Throws<InvalidDataException>(() => catalog.LoadCheckpoint(file), file, "not a checkpoint");
    }

    [TestMethod]
    public void FormerFormatIsRefused()
    {
        Fit("Maml", o => StopAfter(5, o)).Dispose();
        foreach (var file in Directory.GetFiles(_folder.Path))
            WriteFormat(file, 1);
        string[] message = [Name(5), "format 1", "reads 2", "begin anew in another folder"];
        ErrorAssert.Throws<NotSupportedException>(() => Fit("Maml", _ => { }), message);
        ErrorAssert.Throws<NotSupportedException>(() => new MLContext().MetaLearning().LoadCheckpoint(_folder.File(Name(5))), message);
    }

    [TestMethod]
    public void PolicyIsCheckedBeforeAnyWork()
    {
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Fit("Maml", o => o.Checkpoints = Checkpoints() with { Interval = 0 }), "Interval must be at least 1");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Fit("Maml", o => o.Checkpoints = Checkpoints() with { KeepLast = 0 }), "KeepLast must be at least 1");
        ErrorAssert.Throws<ArgumentException>(() => Fit("Maml", o => o.Checkpoints = new TrainingCheckpoints("")), "Folder");
    }

    private void StopAndResume(out SynchronousProgress before, out SynchronousProgress after)
    {
        var (first, second) = (new SynchronousProgress(), new SynchronousProgress());
        Fit("Maml", o =>
        {
            StopAfter(6, o);
            var stop = o.Progress!;
            o.Progress = new SynchronousProgress(value =>
            {
                first.Report(value);
                stop.Report(value);
            });
        }).Dispose();
        Fit("Maml", o => o.Progress = second).Dispose();
        (before, after) = (first, second);
    }

    /// <summary>Trains on <see cref="Blobs"/> with checkpoints in the folder of the test.</summary>
    private MetaLearnedTransformer Fit(
        string learner, Action<MetaTrainerOptions> change, int seed = 1, int rows = 8, bool checkpoints = true)
    {
        var mlContext = new MLContext(seed);
        _log = new RecordedLog(mlContext);
        var trainer = s_learners[learner](mlContext.MetaLearning(), o =>
        {
            o.ValidationSet = Blobs.Create(mlContext, i => $"other {i}");
            o.Checkpoints = checkpoints ? Checkpoints() : null;
            change(o);
        });
        return trainer.Fit(Blobs.Create(mlContext, rows: rows));
    }

    private TrainingCheckpoints Checkpoints() => new(_folder.Path) { Interval = 2 };

    private static T With<T>(T options, Action<MetaTrainerOptions> change) where T : ClassifierMetaTrainerOptions
    {
        AllLearners.Tiny(options);
        (options.OuterLoop.MetaSteps, options.OuterLoop.ValidationInterval, options.OuterLoop.ValidationEpisodes) = (MetaSteps, 2, 3);
        change(options);
        return options;
    }

    private static void StopAfter(int step, MetaTrainerOptions options)
    {
        var source = new CancellationTokenSource();
        options.CancellationToken = source.Token;
        options.Progress = new SynchronousProgress(report =>
        {
            if (report.MetaStep == step)
                source.Cancel();
        });
    }

    private static string Name(int step) => $"meta-step-{step:D10}.checkpoint";

    /// <summary>Changes the number after the magic of 8 bytes, and the hash at the end.</summary>
    private static void WriteFormat(string file, int version)
    {
        var content = File.ReadAllBytes(file).AsSpan(..^SHA256.HashSizeInBytes).ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(8), version);
        File.WriteAllBytes(file, [.. content, .. SHA256.HashData(content)]);
    }

    private static void Damage(string file, string damage)
    {
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, damage switch
        {
            "cut off" => bytes[..^100],
            "emptied" => [],
            "one bit changed" => [.. bytes[..1000], (byte)(bytes[1000] ^ 1), .. bytes[1001..]],
            _ => Enumerable.Repeat((byte)7, bytes.Length).ToArray(),
        });
    }
}
