using System;
using System.Collections.Generic;
using System.Globalization;

namespace Microsoft.ML.MetaLearning;

/// <summary>What meta-training reports after each meta-step. <see cref="ToString"/> is the line of the log.</summary>
public sealed record MetaTrainingMetrics
{
    /// <summary>Meta-steps taken.</summary>
    public required int MetaStep { get; init; }

    /// <summary>Meta-steps to take at most.</summary>
    public required int MetaSteps { get; init; }

    /// <summary>The query loss, averaged over the tasks of the meta-step.</summary>
    public required double Loss { get; init; }

    /// <summary>The query accuracy, averaged over the tasks of the meta-step; not a number for regression.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The mean query loss of the latest validation, if there was one.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The mean query accuracy of the latest validation, if there was one.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The learning rate of the outer loop.</summary>
    public required double LearningRate { get; init; }

    /// <summary>
    /// The Euclidean norm of the meta-gradient before it is clipped; <see langword="null"/> in records of versions that did not know it.
    /// </summary>
    public double? GradientNorm { get; init; }

    /// <summary>
    /// The mean learned rate of each tensor that the inner loop adapts: at each of its steps, or one number where the steps share their
    /// rates (Meta-SGD); <see langword="null"/> where the rates are not learned.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? InnerLearningRates { get; init; }

    /// <summary>Tasks learned per second, validation excluded, since the start.</summary>
    public required double TasksPerSecond { get; init; }

    /// <summary>The time since the start.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The time that the rest will take at this pace.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>How the meta-gradient is computed.</summary>
    public required string GradientPath { get; init; }

    /// <summary>
    /// The meta-parameters and an episode of the step, while it is being reported; <see langword="null"/> in metrics read from a file.
    /// </summary>
    public MetaStepView? View { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var accuracy = double.IsNaN(Accuracy) ? "" : string.Create(CultureInfo.InvariantCulture, $", accuracy {Accuracy:P1}");
        var validation = (ValidationAccuracy, ValidationLoss) switch
        {
            ({ } a, _) when !double.IsNaN(a) => string.Create(CultureInfo.InvariantCulture, $", validation accuracy {a:P1}"),
            (_, { } l) => string.Create(CultureInfo.InvariantCulture, $", validation loss {l:F4}"),
            _ => "",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"meta-step {MetaStep}/{MetaSteps}: loss {Loss:F4}{accuracy}{validation}, {TasksPerSecond:F1} tasks/s, {Remaining:hh\\:mm\\:ss} left ({GradientPath})");
    }
}
