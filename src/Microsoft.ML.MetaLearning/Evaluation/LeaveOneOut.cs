using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Holds rows of a classifier's support set out, adapts to the others, and predicts them.</summary>
internal static class LeaveOneOut
{
    /// <summary>Beyond so many rows, they are held out in folds.</summary>
    private const int MostClassifiers = 100;
    private const int Folds = 5;

    public static LeaveOneOutMetrics Run(IHostEnvironment env, ITransformer classifier)
    {
        using var scope = NewDisposeScope();
        using var channel = env.Start("EvaluateByLeaveOneOut");
        var chain = ClassifierChain.Split(classifier);
        using var use = chain.Classifier.Use();
        var source = chain.Source("EvaluateByLeaveOneOut");
        var classes = source.Support.Targets.data<long>().ToArray();
        var shots = source.Shots;
        var rows = Enumerable.Range(0, classes.Length).Where(row => shots[classes[row]] > 1).ToArray();
        if (rows.Length == 0)
            throw new InvalidOperationException(
                "a row can be held out if its class has another one, but every class of the support set has one row.");
        var folds = HoldOut(rows, classes);
        var device = HostContext.Device(env, channel);
        using var threads = TaskThreads.For(env, device);
        var outcomes = threads.Run(folds.Length, i => Predict(source, folds[i], device)).SelectMany(fold => fold).ToArray();
        return Metrics(source, outcomes, folds.Length);
    }

    private static int[][] HoldOut(int[] rows, long[] classes)
    {
        if (rows.Length <= MostClassifiers)
            return Array.ConvertAll(rows, row => (int[])[row]);
        var folds = StratifiedFolds.Of(rows.Select(row => classes[row]).ToArray(), Folds, seed: 0);
        return rows.Zip(folds).GroupBy(r => r.Second).OrderBy(f => f.Key).Select(f => f.Select(r => r.First).ToArray()).ToArray();
    }

    private static Outcome[] Predict(AdaptationSource source, int[] heldOut, Device device)
    {
        var others = Enumerable.Range(0, source.Support.Count).Except(heldOut).Select(row => (long)row).ToArray();
        var judged = source.Support.Rows(Array.ConvertAll(heldOut, row => (long)row)).To(device);
        var adapted = source.Model.To(device).Adapt((source with { Support = source.Support.Rows(others) }).ToAdaptTo().To(device));
        var logits = adapted.Predict(judged.Inputs).to_type(ScalarType.Float64);
        var loss = logits.log_softmax(1).gather(1, judged.Targets.unsqueeze(1)).squeeze(1).cpu().data<double>().ToArray();
        var predicted = logits.argmax(1).cpu().data<long>().ToArray();
        return judged.Targets.cpu().data<long>().ToArray().Select((label, i) => new Outcome((int)label, (int)predicted[i], -loss[i]))
            .ToArray();
    }

    private static LeaveOneOutMetrics Metrics(AdaptationSource source, Outcome[] outcomes, int folds)
    {
        var (names, shots) = (source.Labels.Names, source.Shots);
        return new LeaveOneOutMetrics
        {
            Rows = outcomes.Length,
            Folds = folds,
            LogLoss = outcomes.Average(o => o.Loss),
            Classes = outcomes.GroupBy(o => o.Class).OrderBy(c => c.Key).Select(c => new ClassAccuracy
            {
                Label = names[c.Key],
                Rows = c.Count(),
                Predictions = c.GroupBy(o => o.Predicted).ToDictionary(p => names[p.Key], p => p.Count()),
            }).ToArray(),
            ClassesOfOneRow = names.Where((_, c) => shots[c] == 1).ToArray(),
        };
    }

    private sealed record Outcome(int Class, int Predicted, double Loss);
}
