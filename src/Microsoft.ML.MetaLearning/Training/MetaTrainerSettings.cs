using System;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>The numbers of an outer loop.</summary>
internal sealed record MetaTrainerSettings
{
    public required int MetaSteps { get; init; }
    public required int MetaBatchSize { get; init; }
    public required double LearningRate { get; init; }
    public required double MinimumLearningRate { get; init; }
    public required LearningRateSchedule Schedule { get; init; }
    public required OuterOptimizerKind Optimizer { get; init; }
    public required double WeightDecay { get; init; }

    /// <summary>The momentum of <see cref="OuterOptimizerKind.Sgd"/>.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The largest absolute value of a component of the meta-gradient; null to leave it alone.</summary>
    public required double? GradientClip { get; init; }

    /// <summary>The largest Euclidean norm of the meta-gradient; null to leave it alone.</summary>
    public double? GradientNormClip { get; init; }

    /// <summary>Validation comes after every so many meta-steps, and after the last.</summary>
    public required int ValidationInterval { get; init; }
    public required int ValidationEpisodes { get; init; }

    /// <summary>How many of the best by validation are kept.</summary>
    public int Keep { get; init; } = 1;
    public required int Threads { get; init; }
    public required TimeSpan? TimeLimit { get; init; }
}
