using System;
using System.Globalization;
using Microsoft.ML.MetaLearning.Preconditions;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents the outer loop, which learns meta-parameters across episodes.</summary>
public class OuterLoop
{
    /// <summary>The number of meta-steps. The default is 5000.</summary>
    public int MetaSteps = 5000;

    /// <summary>The number of tasks per meta-step. The default is 8.</summary>
    public int MetaBatchSize = 8;

    /// <summary>The learning rate. The default is 0.001.</summary>
    public double LearningRate = 1e-3;

    /// <summary>The learning rate at the end of the cosine and the linear schedule. The default is 0.00001.</summary>
    public double MinimumLearningRate = 1e-5;

    /// <summary>The schedule of the learning rate. The default is <see cref="LearningRateSchedule.Cosine"/>.</summary>
    public LearningRateSchedule Schedule = LearningRateSchedule.Cosine;

    /// <summary>The optimizer. The default is <see cref="OuterOptimizerKind.Adam"/>.</summary>
    public OuterOptimizerKind Optimizer = OuterOptimizerKind.Adam;

    /// <summary>The momentum of <see cref="OuterOptimizerKind.Sgd"/>. The default is 0.9.</summary>
    public double Momentum = 0.9;

    /// <summary>The weight decay. The default is 0.</summary>
    public double WeightDecay;

    /// <summary>
    /// The largest absolute value of a component of the meta-gradient; <see langword="null"/> for no limit. The default is 10.
    /// </summary>
    public double? GradientClip = 10;

    /// <summary>
    /// Parts of names: a meta-parameter with one of them in its name stays as it is, such as the first layers of a pretrained backbone. Its
    /// running moments stay, too. The default is none.
    /// </summary>
    public string[] Frozen = [];

    /// <summary>The largest Euclidean norm of the meta-gradient. The default is <see langword="null"/>: no limit.</summary>
    public double? GradientNormClip;

    /// <summary>The meta-steps between validations; one more follows the last meta-step. The default is 100.</summary>
    public int ValidationInterval = 100;

    /// <summary>The episodes of a validation, the same each time. The default is 100.</summary>
    public int ValidationEpisodes = 100;

    /// <summary>
    /// The number of models to keep, those of the best validations. An adapted classifier averages their logits, and costs as much as all
    /// of them. More than 1 needs a validation set. The default is 1: no ensemble.
    /// </summary>
    public int EnsembleSize = 1;

    /// <summary>
    /// The time after which the training ends. Schedules follow the time, or the steps if they are further on. The result then depends on
    /// more than the seed. The default is no limit.
    /// </summary>
    public TimeSpan? TimeLimit;

    /// <summary>The number of threads that run tasks; the result does not depend on it. The default is the number of processors.</summary>
    public int? Threads;

    /// <summary>Returns the number of threads that run tasks: one for a GPU.</summary>
    internal int ThreadsOn(Device device) => device.type == DeviceType.CPU ? Threads ?? Environment.ProcessorCount : 1;

    /// <param name="fewestMetaSteps">The fewest meta-steps: 0 if an untrained backbone makes sense.</param>
    internal void Check(int fewestMetaSteps)
    {
        Checks.AtLeast(MetaSteps, fewestMetaSteps, Title(nameof(MetaSteps)));
        Checks.Between(MetaBatchSize, 1, Limits.MetaBatchSize, Title(nameof(MetaBatchSize)));
        Checks.LearningRate(LearningRate, Title(nameof(LearningRate)));
        Checks.NotNegative(MinimumLearningRate, Title(nameof(MinimumLearningRate)));
        Checks.Defined(Schedule, Title(nameof(Schedule)));
        if (Schedule is LearningRateSchedule.Cosine or LearningRateSchedule.Linear && MinimumLearningRate > LearningRate)
            throw new ArgumentOutOfRangeException(
                Title(nameof(MinimumLearningRate)),
                MinimumLearningRate,
                string.Create(CultureInfo.InvariantCulture,
                    $"{Title(nameof(MinimumLearningRate))} must not exceed {Title(nameof(LearningRate))}, which is {LearningRate}."));
        Checks.Defined(Optimizer, Title(nameof(Optimizer)));
        Checks.Fraction(Momentum, Title(nameof(Momentum)));
        Checks.NotNegative(WeightDecay, Title(nameof(WeightDecay)));
        foreach (var part in Frozen)
            Checks.NotEmpty(part, Title(nameof(Frozen)));
        if (GradientClip is { } clip)
            Checks.Positive(clip, Title(nameof(GradientClip)));
        if (GradientNormClip is { } norm)
            Checks.Positive(norm, Title(nameof(GradientNormClip)));
        Checks.Positive(ValidationInterval, Title(nameof(ValidationInterval)));
        Checks.Between(ValidationEpisodes, 1, Limits.Episodes, Title(nameof(ValidationEpisodes)));
        Checks.Between(EnsembleSize, 1, Limits.Members, Title(nameof(EnsembleSize)));
        if (TimeLimit is { } limit)
            Checks.Positive(limit.TotalSeconds, Title(nameof(TimeLimit)));
        if (Threads is { } threads)
            Checks.Between(threads, 1, Limits.Threads, Title(nameof(Threads)));
    }

    /// <summary>Returns the name of an option of the group in messages.</summary>
    internal static string Title(string option) => $"{nameof(OuterLoop)}.{option}";
}
