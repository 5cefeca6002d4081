using System;
using System.Linq;
using System.Reflection;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

[TestClass]
public sealed class CancellationTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly CancellationTokenSource _cancellation = new();

    [TestCleanup]
    public void Cleanup() => _cancellation.Dispose();

    [TestMethod]
    public void CancelledBeforeTrainingThereIsNothingToReturn()
    {
        _cancellation.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => TinyModels.Classifier(_mlContext, o => o.CancellationToken = _cancellation.Token));
    }

    [TestMethod]
    public void CancelledDuringTrainingWhatWasLearnedIsKept()
    {
        var log = new RecordedLog(_mlContext);
        var steps = 0;
        var cancelled = TinyModels.Classifier(_mlContext, o =>
        {
            o.MetaSteps = 1_000_000;
            o.Schedule = LearningRateSchedule.Constant;
            o.CancellationToken = _cancellation.Token;
            o.Progress = new SynchronousProgress(m =>
            {
                if ((steps = m.MetaStep) == 3)
                    _cancellation.Cancel();
            });
        });
        Assert.AreEqual(3, steps, "No meta-step starts after the one in which it was cancelled.");
        Assert.IsTrue(log.Warnings.Any(w => w.Contains("cancelled after 3 meta-steps")), "The log says so.");

        var complete = TinyModels.Classifier(new MLContext(seed: 1), o => (o.MetaSteps, o.Schedule) = (3, LearningRateSchedule.Constant));
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
        // What mlContext.CancelExecution() of Microsoft.ML.Experimental calls.
        var cancelExecution = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var steps = 0;
        TinyModels.Classifier(_mlContext, o =>
        {
            o.MetaSteps = 1_000_000;
            o.Progress = new SynchronousProgress(m =>
            {
                if ((steps = m.MetaStep) == 3)
                    cancelExecution.Invoke(_mlContext, null);
            });
        });
        Assert.AreEqual(3, steps);
        Assert.ThrowsExactly<OperationCanceledException>(() => TinyModels.Classifier(_mlContext), "A cancelled context starts nothing new.");
    }

    [TestMethod]
    public void DivergingTrainingSaysSo()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyModels.Classifier(_mlContext, o =>
        {
            o.MetaSteps = 1000;
            (o.InnerLearningRate, o.MetaLearningRate, o.AdaptationSteps, o.Optimizer, o.GradientClip) = (1000, 1000, 5, OuterOptimizerKind.Sgd, null);
        }));
        StringAssert.Contains(error.Message, "diverged");
        StringAssert.Contains(error.Message, "learning rate");
    }

    private string[] Embeddings(ITransformer model) => ViewAssert.Values(model.Transform(Blobs.Create(_mlContext)));
}
