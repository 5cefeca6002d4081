using System;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Made-up metrics of a training.</summary>
internal static class Metrics
{
    public static MetaTrainingMetrics Of(int step) => new()
    {
        MetaStep = step,
        MetaSteps = 100,
        Loss = 1.0 / (step + 2),
        Accuracy = 1 - 1.0 / (step + 2),
        LearningRate = 1e-3 / 3,
        GradientNorm = 0.1 * step,
        TasksPerSecond = 12.5,
        Elapsed = TimeSpan.FromSeconds(step / 4.0),
        Remaining = TimeSpan.FromSeconds(1.5),
        GradientPath = "tape, second order",
    };
}
