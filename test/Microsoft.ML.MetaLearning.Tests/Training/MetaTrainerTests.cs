using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class MetaTrainerTests
{
    private readonly MamlLearner _learner = TinyLearners.Maml(TinyLearners.Perceptron());

    [TestMethod]
    public void TrainingLearnsToLearn()
    {
        var reports = new List<MetaTrainingMetrics>();
        using var parameters = Train(new TinyLoop { MetaSteps = 150, MetaBatchSize = 4, Threads = 2 }, onReport: reports.Add).Parameters;
        var (first, last) = (reports.Take(15).ToArray(), reports.TakeLast(15).ToArray());
        Assert.IsTrue(
            last.Average(r => r.Loss) < 0.6 * first.Average(r => r.Loss),
            $"loss {first.Average(r => r.Loss)} to {last.Average(r => r.Loss)}");
        Assert.IsTrue(last.Average(r => r.Accuracy) > first.Average(r => r.Accuracy) + 0.1);
    }

    [TestMethod]
    public void ReportsAreConsistent()
    {
        var reports = new List<MetaTrainingMetrics>();
        var settings = new TinyLoop { MetaSteps = 12, ValidationInterval = 5, Schedule = LearningRateSchedule.Cosine };
        var result = Train(settings, validate: true, onReport: reports.Add);
        result.Parameters.Dispose();
        Assert.AreEqual((12, 36L, false), (result.MetaSteps, result.Tasks, result.Cancelled));
        CollectionAssert.AreEqual(Enumerable.Range(1, 12).ToArray(), reports.Select(r => r.MetaStep).ToArray());
        for (var i = 0; i < reports.Count; i++)
        {
            var report = reports[i];
            Assert.AreEqual(12, report.MetaSteps);
            Assert.AreEqual(_learner.GradientPath(CPU), report.GradientPath);
            Assert.AreEqual(LearningRateSchedule.Cosine.Rate(settings.LearningRate, 0, i / 12.0), report.LearningRate, 1e-12);
            Assert.IsTrue(report.Loss > 0 && report.Accuracy is >= 0 and <= 1 && report.TasksPerSecond > 0);
            Assert.IsTrue(report.Elapsed >= (i == 0 ? TimeSpan.Zero : reports[i - 1].Elapsed));
            Assert.IsTrue(
                report.TasksPerSecond >= report.MetaStep * settings.MetaBatchSize / report.Elapsed.TotalSeconds,
                "validation counts as learning.");
            Assert.AreEqual(report.MetaStep >= 5, report.ValidationLoss is not null);
            Assert.AreEqual(report.MetaStep >= 5, report.ValidationAccuracy is not null);
        }
        // Validation comes after steps 5 and 10, and after the last.
        Assert.AreEqual(3, reports.Select(r => r.ValidationLoss).Where(l => l is not null).Distinct().Count());
        Assert.AreEqual(reports[4].ValidationLoss, reports[8].ValidationLoss);
        Assert.AreNotEqual(reports[10].ValidationLoss, reports[11].ValidationLoss);
        Assert.AreEqual(TimeSpan.Zero, reports[^1].Remaining);
        StringAssert.Contains(reports[^1].ToString(), "meta-step 12/12");
    }

    [TestMethod]
    public void RegressionReportsNoAccuracy()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron(), innerLearningRate: 0.01, task: TaskKind.Regression);
        var reports = new List<MetaTrainingMetrics>();
        new MetaTrainer(learner, new TinyLoop { MetaSteps = 2 })
            .Train(
                TinyLearners.Initialize(learner, seed: 1),
                TinyLearners.Episodes(learner, seed: 2),
                TinyLearners.Episodes(learner, seed: 3),
                new SynchronousProgress(reports.Add))
            .Parameters.Dispose();
        Assert.IsTrue(reports.All(r => double.IsNaN(r.Accuracy)));
        StringAssert.Contains(reports[^1].ToString(), "validation loss");
        Assert.IsFalse(reports[^1].ToString().Contains("accuracy", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow(TaskKind.Classification)]
    [DataRow(TaskKind.Regression)]
    public void ValidationPicksTheBestSoFar(TaskKind task)
    {
        using var scope = NewDisposeScope();
        // Starting from a good place, an absurd learning rate makes everything worse with time.
        var learner = TinyLearners.Maml(TinyLearners.Perceptron(), innerLearningRate: 0.01, task: task);
        var (training, validation) = (TinyLearners.Episodes(learner, seed: 2), TinyLearners.Episodes(learner, seed: 3));
        var start = new MetaTrainer(learner, new TinyLoop
        {
            MetaSteps = 30
        }).Train(TinyLearners.Initialize(learner, seed: 1), training).Parameters;
        static TinyLoop Bad(int steps) =>
            new() { MetaSteps = steps, ValidationInterval = 1, LearningRate = 0.5, Optimizer = OuterOptimizerKind.Sgd };
        const int Steps = 8;
        var reports = new List<MetaTrainingMetrics>();
        using var picked = new MetaTrainer(learner, Bad(Steps)).Train(
            start, training, validation, new SynchronousProgress(reports.Add)).Parameters;

        double Score(MetaTrainingMetrics r) => task == TaskKind.Classification
            ? r.ValidationAccuracy!.Value
            : double.IsNaN(r.ValidationLoss!.Value) ? double.NegativeInfinity : -r.ValidationLoss.Value;
        var best = reports.MaxBy(Score)!; // the first of equals, as in training
        Assert.IsTrue(best.MetaStep < Steps, "the last step must be worse for this test to mean anything.");
        using var untilBest = new MetaTrainer(learner, Bad(best.MetaStep)).Train(start, training).Parameters;
        Assert.IsTrue(TensorAssert.SameBits(untilBest, picked));
        using var last = new MetaTrainer(learner, Bad(Steps)).Train(start, training).Parameters;
        Assert.IsFalse(TensorAssert.SameBits(last, picked));
        start.Dispose();
    }

    [TestMethod]
    public void CancelledBeforeItStartsItThrows()
    {
        var reported = false;
        Assert.ThrowsExactly<OperationCanceledException>(() => Train(
            new TinyLoop(), onReport: _ => reported = true, token: new CancellationToken(canceled: true)));
        Assert.IsFalse(reported);
    }

    [TestMethod]
    public void CancelledOnTheWayItKeepsWhatWasLearned()
    {
        using var source = new CancellationTokenSource();
        var result = Train(new TinyLoop { MetaSteps = 100 }, onReport: r => CancelAt(4, r, source), token: source.Token);
        using var cancelled = result.Parameters;
        Assert.AreEqual((4, 12L, true), (result.MetaSteps, result.Tasks, result.Cancelled));
        using var expected = Train(new TinyLoop { MetaSteps = 4 }).Parameters;
        Assert.IsTrue(TensorAssert.SameBits(expected, cancelled));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void CancelledInAMetaStepItDoesWithoutIt(int threads)
    {
        const int Batch = 64;
        using var source = new CancellationTokenSource();
        var tasks = 0;
        var observed = new ObservedLearner(_learner, _ =>
        {
            if (Interlocked.Increment(ref tasks) == Batch + 3)
                source.Cancel();
        });
        using var scope = NewDisposeScope();
        var (initial, episodes) = (TinyLearners.Initialize(_learner, seed: 1), TinyLearners.Episodes(_learner, seed: 2));
        var settings = new TinyLoop { Threads = threads, MetaBatchSize = Batch };
        var result = new MetaTrainer(observed, settings).Train(initial, episodes, isCancelled: () => source.IsCancellationRequested);
        Assert.AreEqual((1, true), (result.MetaSteps, result.Cancelled));
        Assert.IsTrue(tasks < Batch + 3 + threads, $"{tasks} tasks began.");
        var expected = new MetaTrainer(_learner, new TinyLoop { MetaSteps = 1, MetaBatchSize = Batch }).Train(initial, episodes);
        Assert.IsTrue(TensorAssert.SameBits(expected.Parameters, result.Parameters));
        expected.Parameters.Dispose();
        result.Parameters.Dispose();
    }

    [TestMethod]
    public void CancelledInAValidationItDoesWithoutIt()
    {
        using var source = new CancellationTokenSource();
        var adaptations = 0;
        var observed = new ObservedLearner(_learner, _ => { }, () =>
        {
            if (Interlocked.Increment(ref adaptations) == 2)
                source.Cancel();
        });
        using var scope = NewDisposeScope();
        var result = new MetaTrainer(
            observed, new TinyLoop { Threads = 1, MetaSteps = 2, ValidationInterval = 2, ValidationEpisodes = 50 }).Train(
            TinyLearners.Initialize(_learner, seed: 1),
            TinyLearners.Episodes(_learner, seed: 2),
            TinyLearners.Episodes(_learner, seed: 3),
            isCancelled: () => source.IsCancellationRequested);
        result.Parameters.Dispose();
        Assert.AreEqual((2, true), (result.MetaSteps, result.Cancelled), "all steps were taken, but not all of the validation.");
        Assert.AreEqual(2, adaptations);
    }

    [TestMethod]
    public void CancelledInAValidationItGoesOnToTheSameBits()
    {
        using var source = new CancellationTokenSource();
        var settings = new TinyLoop { MetaSteps = 6, ValidationInterval = 2 };
        var adaptations = 0;
        // In the midst of the validation of meta-step 4.
        var observed = new ObservedLearner(_learner, _ => { }, () =>
        {
            if (Interlocked.Increment(ref adaptations) == settings.ValidationEpisodes + 3)
                source.Cancel();
        });
        using var scope = NewDisposeScope();
        var (kept, whole) = (new KeptState(), new KeptState());
        MetaTrainingResult Train(IFewShotLearner learner, KeptState state, Func<bool>? isCancelled = null) =>
            new MetaTrainer(learner, settings).Train(
            TinyLearners.Initialize(_learner, seed: 1),
            TinyLearners.Episodes(_learner, seed: 2),
            TinyLearners.Episodes(_learner, seed: 3),
            isCancelled: isCancelled,
            checkpoints: state);
        var first = Train(observed, kept, () => source.IsCancellationRequested);
        first.Parameters.Dispose();
        Assert.AreEqual((4, true, 1), (first.MetaSteps, first.Cancelled, kept.State!.Validations.Count));

        using var resumed = Train(_learner, kept).Parameters;
        using var expected = Train(_learner, whole).Parameters;
        Assert.IsTrue(TensorAssert.SameBits(expected, resumed));
        CollectionAssert.AreEqual(whole.State!.Validations.ToArray(), kept.State!.Validations.ToArray());
    }

    [TestMethod]
    public void TheTimeCanBeUpInTheMiddleOfAMetaStep()
    {
        var reports = new List<MetaTrainingMetrics>();
        using var scope = NewDisposeScope();
        var initial = TinyLearners.Initialize(_learner, seed: 1);
        var tasks = 0;
        // The tasks of the second meta-step never end of themselves.
        var endless = new ObservedLearner(_learner, episode =>
        {
            if (Interlocked.Increment(ref tasks) <= new TinyLoop().MetaBatchSize)
                return;
            while (true)
            {
                using var each = NewDisposeScope();
                _learner.MetaGradient(initial, episode);
            }
        });
        var settings = new TinyLoop { TimeLimit = TimeSpan.FromSeconds(0.5), ValidationInterval = int.MaxValue };
        var result = new MetaTrainer(endless, settings).Train(
            initial,
            TinyLearners.Episodes(_learner, seed: 2),
            TinyLearners.Episodes(_learner, seed: 3),
            new SynchronousProgress(reports.Add));
        result.Parameters.Dispose();
        Assert.AreEqual((1, false), (result.MetaSteps, result.Cancelled));
        Assert.IsNotNull(reports[^1].ValidationLoss, "the last complete step is validated.");
    }

    [TestMethod]
    public void CancelledAfterTheLastStepItIsComplete()
    {
        using var source = new CancellationTokenSource();
        var result = Train(new TinyLoop { MetaSteps = 4 }, onReport: r => CancelAt(4, r, source), token: source.Token);
        result.Parameters.Dispose();
        Assert.AreEqual((4, false), (result.MetaSteps, result.Cancelled));
    }

    [TestMethod]
    public void TimeLimitEndsIt()
    {
        var watch = Stopwatch.StartNew();
        var reports = new List<MetaTrainingMetrics>();
        var result = Train(
            new TinyLoop { MetaSteps = int.MaxValue, TimeLimit = TimeSpan.FromSeconds(0.5), ValidationInterval = int.MaxValue },
            validate: true,
            onReport: reports.Add);
        result.Parameters.Dispose();
        Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
        Assert.IsTrue(result.MetaSteps is > 0 and < int.MaxValue);
        Assert.IsFalse(result.Cancelled);
        Assert.AreEqual(TimeSpan.Zero, reports[^1].Remaining);
        Assert.IsTrue(reports[0].Remaining <= TimeSpan.FromSeconds(0.5));
        Assert.IsNotNull(reports[^1].ValidationLoss, "the last step is validated, whatever ended the training.");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void ErrorInATaskSurfacesOnTheCallersThread(int threads)
    {
        var tasks = 0;
        var faulty = new ObservedLearner(_learner, _ =>
        {
            if (Interlocked.Increment(ref tasks) == 8)
                throw new InvalidOperationException("task eight");
        });
        using var scope = NewDisposeScope();
        var (initial, source) = (TinyLearners.Initialize(_learner, seed: 1), TinyLearners.Episodes(_learner, seed: 2));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
            new MetaTrainer(faulty, new TinyLoop { Threads = threads }).Train(initial, source));
        Assert.AreEqual("task eight", error.Message);
        StringAssert.Contains(error.StackTrace, nameof(TaskThreads), "The stack is that of the thread it happened on.");
        // The process lives and can train again.
        Train(new TinyLoop { Threads = threads }).Parameters.Dispose();
    }

    private MetaTrainingResult Train(
        OuterLoop settings, bool validate = false, Action<MetaTrainingMetrics>? onReport = null, CancellationToken token = default)
    {
        using var scope = NewDisposeScope();
        return new MetaTrainer(_learner, settings).Train(
            TinyLearners.Initialize(_learner, seed: 1),
            TinyLearners.Episodes(_learner, seed: 2),
            validate ? TinyLearners.Episodes(_learner, seed: 3) : null,
            new SynchronousProgress(onReport ?? (_ => { })),
            () => token.IsCancellationRequested);
    }

    private static void CancelAt(int step, MetaTrainingMetrics report, CancellationTokenSource source)
    {
        if (report.MetaStep == step)
            source.Cancel();
    }

    /// <summary>Checkpoints in memory: the latest state alone.</summary>
    private sealed class KeptState : ICheckpoints
    {
        public TrainingState? State { get; private set; }

        public int Interval => int.MaxValue;

        public TrainingState? Load(ParameterSet initial, ParameterSet optimizer) => State;

        public void Save(TrainingState state) => State = state with
        {
            Parameters = state.Parameters.Clone(),
            Optimizer = state.Optimizer.Clone(),
            Best = state.Best.Select(b => (b.Score, b.Parameters.Clone())).ToArray(),
            Validations = state.Validations.ToArray(),
        };
    }
}
