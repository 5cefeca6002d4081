using System;
using System.Linq;
using System.Threading;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class TaskThreadsTests
{
    [TestMethod]
    [DataRow(1, 0)]
    [DataRow(1, 7)]
    [DataRow(3, 2)]
    [DataRow(3, 100)]
    public void EveryTaskRunsOnceAndResultsKeepTheirOrder(int threads, int tasks)
    {
        using var workers = new TaskThreads(threads);
        for (var batch = 0; batch < 5; batch++)
            CollectionAssert.AreEqual(Enumerable.Range(0, tasks).Select(i => i * i).ToArray(), workers.Run(tasks, i => i * i));
    }

    [TestMethod]
    public void TasksRunSideBySideEachOnOneTorchThread()
    {
        using var workers = new TaskThreads(2);
        using var both = new Barrier(2);
        var results = workers.Run(
            2,
            _ => (Met: both.SignalAndWait(TimeSpan.FromSeconds(30)), Thread: Environment.CurrentManagedThreadId, Torch: get_num_threads()));
        Assert.IsTrue(results.All(r => r.Met), "the tasks ran one after the other.");
        Assert.AreEqual(2, results.Select(r => r.Thread).Append(Environment.CurrentManagedThreadId).Distinct().Count() - 1);
        Assert.IsTrue(results.All(r => r.Torch == 1));
    }

    [TestMethod]
    public void FirstErrorInTaskOrderIsThrownAndTheNextBatchRuns()
    {
        using var workers = new TaskThreads(3);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
            workers.Run(20, i => i % 7 == 5 ? throw new InvalidOperationException($"task {i}") : i));
        Assert.AreEqual("task 5", error.Message);
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, workers.Run(3, i => i));
    }

    [TestMethod]
    public void TaskLeavesNoTensorsOnItsThread()
    {
        using var workers = new TaskThreads(1);
        using var tensors = new TensorCount();
        workers.Run(10, i => ones(3).Plus(i).sum().ToNumber());
        Assert.ThrowsExactly<FormatException>(() => workers.Run<int>(1, _ => ones(3).sum() is null ? 0 : throw new FormatException()));
        Assert.AreEqual(0, tensors.Change);
    }
}
