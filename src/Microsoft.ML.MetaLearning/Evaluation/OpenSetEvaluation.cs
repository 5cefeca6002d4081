using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Evaluates how well a model recognizes rows of none of an episode's classes.</summary>
internal static class OpenSetEvaluation
{
    public static OpenSetMetrics Run(
        IHostEnvironment env,
        ITransformer metaModel,
        IDataView metaTest,
        EvaluationProtocol protocol,
        IDataView? outOfScope,
        int? unknownWays)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        protocol.Checked().Fixed("rows of none of the classes");
        Checks.Between(unknownWays ?? 1, 1, Limits.Ways, nameof(unknownWays));
        var model = JudgedModel.Classifier(env, metaModel);
        protocol = model.Complete(protocol);
        var (ways, shots, queryShots) = protocol.Shape;
        var others = unknownWays ?? ways;
        using var use = model.Meta.Use();
        using var scope = NewDisposeScope();
        using var channel = env.Start("EvaluateOpenSet");
        using var examples = model.Read(metaTest);
        using var outside = outOfScope is null ? null : model.Read(outOfScope);
        var support = Enumerable.Repeat(shots, ways).ToArray();
        var episodes = new OpenSetEpisodes(examples, support, queryShots, others, outside?.AllInputs(), protocol.Seed);
        var metrics = new OpenSetMetrics(
            OpenSetEvaluator.Run(env, channel, model.Model(protocol), episodes, protocol.Episodes))
        {
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            UnknownQueries = others * queryShots,
            IsOutOfScope = outOfScope is not null,
        };
        channel.Info(MessageSensitivity.None, metrics.ToString());
        return metrics;
    }
}
