using System;

namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies how the learning rate of the outer loop changes over meta-training.</summary>
public enum LearningRateSchedule
{
    /// <summary>It does not change.</summary>
    Constant,

    /// <summary>
    /// It falls along half a cosine to <see cref="OuterLoop.MinimumLearningRate"/>. Loshchilov and Hutter,
    /// <a href="https://arxiv.org/abs/1608.03983">2017</a>. The default.
    /// </summary>
    Cosine,

    /// <summary>It is divided by 10 after half and after three quarters of the training.</summary>
    Step,

    /// <summary>It falls on a straight line to <see cref="OuterLoop.MinimumLearningRate"/>.</summary>
    Linear,
}

internal static class LearningRateScheduleExtensions
{
    /// <summary>Returns the rate at a fraction of the training, 0 to 1.</summary>
    public static double Rate(this LearningRateSchedule schedule, double initial, double minimum, double progress) => schedule switch
    {
        LearningRateSchedule.Cosine => minimum + (initial - minimum) * (1 + Math.Cos(Math.PI * progress)) / 2,
        LearningRateSchedule.Step => initial * (progress < 0.5 ? 1 : progress < 0.75 ? 0.1 : 0.01),
        LearningRateSchedule.Linear => initial + (minimum - initial) * progress,
        _ => initial,
    };
}
