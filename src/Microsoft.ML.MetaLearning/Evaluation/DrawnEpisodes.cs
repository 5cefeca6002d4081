using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Draws the episodes of a protocol, without a model.</summary>
internal static class DrawnEpisodes
{
    /// <summary>The sizes where the protocol leaves them open.</summary>
    private static readonly EpisodeShape s_shape = new(Ways: 5, Shots: 1, QueryShots: 15);

    public static SavedEpisodes Of(IDataView data, EvaluationProtocol protocol, string labelColumnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        protocol.Checked(fewestEpisodes: 1, fewestWays: 1);
        if (protocol.AdaptationSteps is { } steps)
            throw new ArgumentOutOfRangeException(nameof(EvaluationProtocol.AdaptationSteps), steps,
                $"{nameof(EvaluationProtocol.AdaptationSteps)} must not be given: nothing adapts when episodes are drawn.");
        var classes = ClassSubset.Count(data, labelColumnName);
        var sampler = protocol.Sampling.CreateSampler(classes, protocol.For(s_shape).Shape, protocol.Seed);
        return new SavedEpisodes(classes, Enumerable.Range(0, protocol.Episodes).Select(i => sampler.Sample(i)).ToArray());
    }
}
