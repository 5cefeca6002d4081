using System;
using System.Collections.Generic;
using System.Globalization;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents the report of meta-training after a meta-step. <see cref="ToString"/> is the line of the log.</summary>
public sealed record MetaTrainingMetrics
{
    /// <summary>Gets the number of meta-steps taken.</summary>
    public required int MetaStep { get; init; }

    /// <summary>Gets the most meta-steps to take.</summary>
    public required int MetaSteps { get; init; }

    /// <summary>Gets the query loss, averaged over the tasks of the meta-step.</summary>
    public required double Loss { get; init; }

    /// <summary>Gets the query accuracy, averaged over the tasks of the meta-step; NaN for regression.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Gets the mean query loss of the latest validation, if there was one.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Gets the mean query accuracy of the latest validation, if there was one.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Gets the learning rate of the outer loop.</summary>
    public required double LearningRate { get; init; }

    /// <summary>
    /// Gets the Euclidean norm of the meta-gradient before clipping; <see langword="null"/> in records of earlier versions.
    /// </summary>
    public double? GradientNorm { get; init; }

    /// <summary>
    /// Gets the mean learned rate of each tensor that the inner loop adapts: per step, or one number if the steps share their rates
    /// (Meta-SGD); <see langword="null"/> if the rates are not learned.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? InnerLearningRates { get; init; }

    /// <summary>Gets the tasks per second since the start, without the time of validation.</summary>
    public required double TasksPerSecond { get; init; }

    /// <summary>Gets the time since the start.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets the time that the rest takes at this pace.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>Gets how the meta-gradient is computed.</summary>
    public required string GradientPath { get; init; }

    /// <summary>
    /// Gets the meta-parameters and an episode of the step while it is being reported; <see langword="null"/> in metrics read from a file.
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
            $"meta-step {MetaStep}/{MetaSteps}: loss {Loss:F4}{accuracy}{validation}, {TasksPerSecond:F1} tasks/s, " +
            $"{Remaining:hh\\:mm\\:ss} left ({GradientPath})");
    }
}
