using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Meta-training makes no tensor that outlives its step, on the caller's thread and on the workers.</summary>
[TestClass]
public class MemoryTests
{
    private const long MebiByte = 1 << 20;

    [TestMethod]
    [DataRow(Normalization.SupportStatistics, GradientOrder.Second, OuterOptimizerKind.Adam)]
    [DataRow(Normalization.TransductiveBatch, GradientOrder.First, OuterOptimizerKind.Sgd)]
    [DataRow(Normalization.Layer, GradientOrder.Second, OuterOptimizerKind.AdamW)]
    [DataRow(Normalization.Running, GradientOrder.Second, OuterOptimizerKind.Adam)]
    public void LiveTensorsStayConstantOver200MetaSteps(Normalization normalization, GradientOrder order, OuterOptimizerKind optimizer)
    {
        var counts = new List<long>();
        var learner = TinyLearners.Maml(TinyLearners.Conv(filters: 2), normalization, order);
        using var tensors = new TensorCount();
        using (NewDisposeScope())
        {
            var settings = new TinyLoop
            {
                MetaSteps = 200,
                MetaBatchSize = 2,
                Threads = 2,
                Optimizer = optimizer,
                GradientClip = 1,
                ValidationInterval = 20,
                ValidationEpisodes = 2,
            };
            Train(learner, settings, _ => counts.Add(tensors.Change));
        }

        // The first validation makes the copy of the best parameters.
        Assert.AreEqual(200, counts.Count);
        Assert.AreEqual(1, counts.Skip(20).Distinct().Count(), string.Join(", ", counts.Skip(20).Distinct()));
        Assert.AreEqual(0, tensors.Change, "tensors were left.");
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void ResidentMemoryStaysFlatOver2000MetaSteps()
    {
        const int WarmUp = 200;
        // The meta-gradient of one task takes 8 KiB and its graph far more: one leaked for each step would be 14 MiB. No collection is
        // forced, so tensors left to the collector count as leaked; its own heap and the allocator wobble by a few MiB.
        const long Allowed = 8 * MebiByte;
        long after = 0, end = 0;
        using var scope = NewDisposeScope();
        Train(TinyLearners.Maml(TinyLearners.Conv(filters: 8)), new TinyLoop { MetaSteps = 2000, MetaBatchSize = 2, Threads = 2 }, report =>
        {
            if (report.MetaStep == WarmUp)
                after = ResidentBytes();
            if (report.MetaStep == report.MetaSteps)
                end = ResidentBytes();
        });
        Console.WriteLine($"resident {after / MebiByte} MiB after {WarmUp} meta-steps, {end / MebiByte} MiB at the end");
        Assert.IsTrue(end - after <= Allowed, $"resident memory grew by {(end - after) / MebiByte} MiB.");
    }

    private static void Train(IFewShotLearner learner, OuterLoop settings, Action<MetaTrainingMetrics> onReport) =>
        new MetaTrainer(learner, settings)
            .Train(
                TinyLearners.Initialize(learner, seed: 1),
                TinyLearners.Episodes(learner, seed: 2),
                TinyLearners.Episodes(learner, seed: 3),
                new SynchronousProgress(onReport))
            .Parameters.Dispose();

    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
