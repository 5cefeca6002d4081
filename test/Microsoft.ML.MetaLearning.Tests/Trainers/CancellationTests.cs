using System;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

[TestClass]
public sealed class CancellationTests
{
    /// <summary>A task of so many inner steps takes minutes.</summary>
    private const int ManySteps = 100_000;
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly CancellationTokenSource _cancellation = new();

    [TestCleanup]
    public void Cleanup() => _cancellation.Dispose();

    [TestMethod]
    public void CancelledBeforeTrainingThereIsNothingToReturn()
    {
        _cancellation.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => TinyModels.Classifier(
            _mlContext, o => o.CancellationToken = _cancellation.Token));
    }

    [TestMethod]
    public void CancelledDuringTrainingWhatWasLearnedIsKept()
    {
        var log = new RecordedLog(_mlContext);
        var steps = 0;
        var cancelled = TinyModels.Classifier(_mlContext, o =>
        {
            o.OuterLoop.MetaSteps = 1_000_000;
            o.OuterLoop.Schedule = LearningRateSchedule.Constant;
            o.CancellationToken = _cancellation.Token;
            o.Progress = new SynchronousProgress(m =>
            {
                if ((steps = m.MetaStep) == 3)
                    _cancellation.Cancel();
            });
        });
        Assert.AreEqual(3, steps, "No meta-step starts after the one in which it was cancelled.");
        Assert.IsTrue(log.Warnings.Any(w => w.Contains("cancelled after 3 meta-steps")), "The log says so.");

        var complete = TinyModels.Classifier(
            new MLContext(seed: 1), o => (o.OuterLoop.MetaSteps, o.OuterLoop.Schedule) = (3, LearningRateSchedule.Constant));
        CollectionAssert.AreEqual(Embeddings(complete), Embeddings(cancelled), "The result is that of a training of three meta-steps.");
    }

    [TestMethod]
    public void CancelledAfterTrainingNothingChanges()
    {
        var model = TinyModels.Classifier(_mlContext, o => o.CancellationToken = _cancellation.Token);
        var before = Embeddings(model);
        _cancellation.Cancel();
        CollectionAssert.AreEqual(before, Embeddings(model));
        _mlContext.MetaLearning().Adapt(model, Blobs.Create(_mlContext, classes: 3));
    }

    [TestMethod]
    public void CancelledInTheLastStepTheTrainingIsComplete()
    {
        var log = new RecordedLog(_mlContext);
        TinyModels.Classifier(_mlContext, o =>
        {
            o.CancellationToken = _cancellation.Token;
            o.Progress = new SynchronousProgress(m =>
            {
                if (m.MetaStep == m.MetaSteps)
                    _cancellation.Cancel();
            });
        });
        Assert.AreEqual(0, log.Warnings.Count);
    }

    [TestMethod]
    public void TheContextCancelsToo()
    {
        var steps = 0;
        TinyModels.Classifier(_mlContext, o =>
        {
            o.OuterLoop.MetaSteps = 1_000_000;
            o.Progress = new SynchronousProgress(m =>
            {
                if ((steps = m.MetaStep) == 3)
                    CancelExecution(_mlContext);
            });
        });
        Assert.AreEqual(3, steps);
        Assert.ThrowsExactly<OperationCanceledException>(
            () => TinyModels.Classifier(_mlContext), "A cancelled context starts nothing new.");
    }

    [TestMethod]
    [DataRow(GradientEngine.Tape)]
    [DataRow(GradientEngine.Autograd)]
    public void CancelledInATaskOfManyInnerStepsItEndsSoon(GradientEngine engine)
    {
        _cancellation.CancelAfter(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();
        Assert.ThrowsExactly<OperationCanceledException>(() => TinyModels.Classifier(_mlContext, o =>
            (o.CancellationToken, o.InnerLoop.AdaptationSteps, o.InnerLoop.FirstOrder, o.GradientEngine) = (
                _cancellation.Token, ManySteps, true, engine)));
        Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
    }

    [TestMethod]
    public void TheContextCancelsAdaptationAndEvaluation()
    {
        foreach (var engine in new[] { GradientEngine.Tape, GradientEngine.Autograd })
            foreach (var work in new Action<MLContext, ITransformer>[]
            {
                (context, model) => context.MetaLearning().Adapt(model, Blobs.Create(context, classes: 3)),
                (context, model) => context.MetaLearning().Evaluate(model, Blobs.Create(context), new(QueryShots: 2)),
                (context, model) => context.MetaLearning().EvaluateGrid(model, Blobs.Create(context), queryShots: [2]),
            })
            {
                var context = new MLContext(seed: 1);
                var model = TinyModels.Classifier(context, o => (o.InnerLoop.TestAdaptationSteps, o.GradientEngine) = (ManySteps, engine));
                using var timer = new Timer(_ => CancelExecution(context), null, TimeSpan.FromMilliseconds(200), Timeout.InfiniteTimeSpan);
                var watch = Stopwatch.StartNew();
                Assert.ThrowsExactly<OperationCanceledException>(() => work(context, model));
                Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
            }
    }

    [TestMethod]
    public void DivergingTrainingSaysSo()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyModels.Classifier(_mlContext, o =>
        {
            o.OuterLoop.MetaSteps = 1000;
            (o.InnerLoop.LearningRate, o.OuterLoop.LearningRate, o.InnerLoop.AdaptationSteps, o.OuterLoop.Optimizer, o.OuterLoop.GradientClip) = (1000, 1000, 5, OuterOptimizerKind.Sgd, null);
        }));
        StringAssert.Contains(error.Message, "diverged");
        StringAssert.Contains(error.Message, "learning rate");
    }

    /// <summary>What the extension method of Microsoft.ML.Experimental calls.</summary>
    private static void CancelExecution(MLContext context) =>
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(context, null);

    private string[] Embeddings(ITransformer model) => ViewAssert.Values(model.Transform(Blobs.Create(_mlContext)));
}
