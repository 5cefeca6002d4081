using System.Globalization;

namespace Microsoft.ML.MetaLearning;

/// <summary>What an evaluation over episodes of unseen classes found, and what exactly it measured.</summary>
public sealed class FewShotMetrics
{
    internal FewShotMetrics()
    {
    }

    /// <summary>How the classes and rows of the episodes were chosen, and their size.</summary>
    public string? Sampling { get; init; }

    /// <summary>Classes per episode; the most, where they vary.</summary>
    public required int Ways { get; init; }

    /// <summary>Support examples per class; on average over the classes of the largest episode, where they vary.</summary>
    public required int Shots { get; init; }

    /// <summary>Query examples per class; the most, where they vary.</summary>
    public required int QueryShots { get; init; }

    /// <summary>Episodes evaluated.</summary>
    public required int Episodes { get; init; }

    /// <summary>The models whose logits are averaged: 1 unless the model is an ensemble.</summary>
    public required int Models { get; init; }

    /// <summary>Gradient steps of the adaptation.</summary>
    public required int AdaptationSteps { get; init; }

    /// <summary>The normalization that the model was meta-trained with.</summary>
    public required Normalization Normalization { get; init; }

    /// <summary>With query examples normalized by the support's moments, or by themselves alone: what an adapted classifier does.</summary>
    public required EpisodeScores Inductive { get; init; }

    /// <summary>
    /// With query examples normalized by their own batch, as most published numbers are; <see langword="null"/> with a normalization that does not know such a form,
    /// as of each example by itself.
    /// </summary>
    public required EpisodeScores? Transductive { get; init; }

    /// <summary>The scores under the protocol that the model was meta-trained with.</summary>
    public EpisodeScores AsTrained => Normalization.IsTransductive() ? Transductive! : Inductive;

    /// <summary>The mean accuracy under the protocol that the model was meta-trained with.</summary>
    public double Accuracy => AsTrained.Accuracy;

    /// <summary>Half the width of its 95 % confidence interval.</summary>
    public double ConfidenceInterval95 => AsTrained.ConfidenceInterval95;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Sampling ?? $"{Ways}-way {Shots}-shot, {QueryShots} query shots"}, {Episodes} episodes, {(Models == 1 ? "single model" : $"ensemble of {Models} models")}, {AdaptationSteps} adaptation steps, trained with {Normalization}: ")
        + $"inductive {Inductive}" + (Transductive is null ? "" : $", transductive {Transductive}");
}

/// <summary>What an evaluation of a regressor over tasks found.</summary>
public sealed class FewShotRegressionMetrics
{
    /// <param name="squaredErrors">The mean squared error of each task.</param>
    /// <param name="absoluteErrors">The mean absolute error of each task.</param>
    internal FewShotRegressionMetrics(double[] squaredErrors, double[] absoluteErrors)
    {
        (MeanSquaredError, ConfidenceInterval95) = StudentT.Mean(squaredErrors);
        (MeanAbsoluteError, MeanAbsoluteErrorInterval95) = StudentT.Mean(absoluteErrors);
    }

    /// <summary>Support examples per task.</summary>
    public required int Shots { get; init; }

    /// <summary>Query examples per task.</summary>
    public required int QueryShots { get; init; }

    /// <summary>Tasks evaluated.</summary>
    public required int Episodes { get; init; }

    /// <summary>Gradient steps of the adaptation.</summary>
    public required int AdaptationSteps { get; init; }

    /// <summary>The mean squared error of the query examples, averaged over tasks, in squared units of the label.</summary>
    public double MeanSquaredError { get; }

    /// <summary>Half the width of its 95 % confidence interval, by Student's t over tasks.</summary>
    public double ConfidenceInterval95 { get; }

    /// <summary>The mean absolute error of the query examples, averaged over tasks, in units of the label.</summary>
    public double MeanAbsoluteError { get; }

    /// <summary>Half the width of its 95 % confidence interval, by Student's t over tasks.</summary>
    public double MeanAbsoluteErrorInterval95 { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Shots} shots, {QueryShots} query shots, {Episodes} tasks, {AdaptationSteps} adaptation steps: mean squared error {MeanSquaredError:F4} ± {ConfidenceInterval95:F4}, ")
        + string.Create(CultureInfo.InvariantCulture, $"mean absolute error {MeanAbsoluteError:F4} ± {MeanAbsoluteErrorInterval95:F4}");
}
