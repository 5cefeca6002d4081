using System;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Calibrates the threshold beyond which an adapted classifier rejects a row.</summary>
internal static class RejectionCalibration
{
    public static TransformerChain<ITransformer> Run(
        IHostEnvironment env,
        ITransformer classifier,
        IDataView heldOut,
        double falseRejectionRate,
        NoveltyMeasure? measure,
        int queryShots,
        int episodes,
        int seed)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        Checks.Fraction(falseRejectionRate, nameof(falseRejectionRate));
        Checks.Defined(measure ?? default, nameof(measure));
        Checks.Between(queryShots, 1, Limits.Shots, nameof(queryShots));
        Checks.Between(episodes, 2, Limits.Episodes, nameof(episodes));
        using var scope = NewDisposeScope();
        using var channel = env.Start("WithRejection");
        var chain = ClassifierChain.Split(classifier);
        using var use = chain.Classifier.Use();
        var source = chain.Source("WithRejection");
        using var examples = chain.Read(source, heldOut);
        var unknownWays = Math.Min(source.Labels.Count, examples.Classes.Count - source.Labels.Count);
        if (unknownWays < 1)
            throw new ArgumentOutOfRangeException(nameof(heldOut),
                $"a classifier of {source.Labels.Count} classes is calibrated on at least {source.Labels.Count + 1} " +
                $"held-out classes, one of them to reject, but there are {examples.Classes.Count}.");
        var openSet = new OpenSetEpisodes(examples, source.Shots, queryShots, unknownWays, outside: null, seed);
        var outcomes = OpenSetEvaluator.Run(env, channel, source.Model, openSet, episodes);
        var rejection = Calibration.Choose(outcomes, falseRejectionRate, measure);
        channel.Info(MessageSensitivity.None, rejection.ToString());
        return chain.With(chain.Classifier.With(rejection, source));
    }
}
