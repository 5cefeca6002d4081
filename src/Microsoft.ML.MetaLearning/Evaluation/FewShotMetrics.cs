using System;
using System.Globalization;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <summary>What an evaluation over episodes of unseen classes found, and what exactly it measured.</summary>
public sealed partial class FewShotMetrics
{
    internal FewShotMetrics()
    {
    }

    /// <summary>How the classes and rows of the episodes were chosen, and their size.</summary>
    public string? Sampling { get; init; }

    /// <summary>Classes per episode; the most, where they vary.</summary>
    public required int Ways { get; init; }

    /// <summary>Whether all episodes have as many classes. The default is <see langword="true"/>.</summary>
    public bool HasFixedWays { get; init; } = true;

    /// <summary>Support examples per class; on average over the classes of the largest episode, where they vary.</summary>
    public required int Shots { get; init; }

    /// <summary>
    /// How many times as many support examples the largest class of an episode has as the smallest, where <c>EvaluateGrid</c> made them
    /// uneven; otherwise 1.
    /// </summary>
    public double Imbalance { get; init; } = 1;

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
    /// With query examples normalized by their own batch, as most published numbers are; <see langword="null"/> with a normalization that
    /// does not know such a form, as of each example by itself.
    /// </summary>
    public required EpisodeScores? Transductive { get; init; }

    /// <summary>
    /// The scores of the best model of an ensemble alone, by its validation in meta-training, on the same episodes; <see langword="null"/>
    /// if there is one model only.
    /// </summary>
    public FewShotMetrics? BestSingleModel { get; init; }

    /// <summary>The seed of the episodes, as given to <c>Evaluate</c>.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// A hash of the names of the classes and of which rows belong to each. Evaluations of the same hash, sizes and seed took the same
    /// rows, and can be compared in pairs. Features are not part of it, since models may prepare them in different ways.
    /// </summary>
    public string? DataHash { get; init; }

    /// <summary>The scores under the protocol that the model was meta-trained with.</summary>
    public EpisodeScores AsTrained => Normalization.IsTransductive() ? Transductive! : Inductive;

    /// <summary>The mean accuracy under the protocol that the model was meta-trained with.</summary>
    public double Accuracy => AsTrained.Accuracy;

    /// <summary>Half the width of its 95 % confidence interval.</summary>
    public double ConfidenceInterval95 => AsTrained.ConfidenceInterval95;

    /// <summary>
    /// The accuracy of guessing, 1 / <see cref="Ways"/>; <see langword="null"/> if the number of classes varies from episode to episode.
    /// </summary>
    public double? Chance => HasFixedWays ? 1.0 / Ways : null;

    /// <summary>
    /// Whether the whole 95 % confidence interval of <see cref="Accuracy"/> lies above <see cref="Chance"/>: otherwise the model may have
    /// learned nothing. <see langword="null"/> where chance is.
    /// </summary>
    public bool? IsAboveChance => Chance is { } chance ? Accuracy - ConfidenceInterval95 > chance : null;

    /// <summary>
    /// Compares with the result of another model on the same episodes, perhaps of another process: inductive scores, or transductive ones
    /// if both models were meta-trained so.
    /// </summary>
    /// <returns>
    /// The mean of this accuracy less the other's, and half the width of its 95 % confidence interval, by Student's t over episodes.
    /// </returns>
    /// <exception cref="ArgumentException">The episodes differ: in size, number, seed, or in the rows of the data.</exception>
    public (double Difference, double ConfidenceInterval95) Compare(FewShotMetrics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        SameEpisodes.Require([("this", this), ("other", other)]);
        return SameEpisodes.AreTransductive([this, other])
            ? Transductive!.Compare(other.Transductive!)
            : Inductive.Compare(other.Inductive);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Sampling ?? $"{Ways}-way {Shots}-shot, {QueryShots} query shots"}{(Imbalance == 1 ? "" : $", imbalance {Imbalance:G4}")}, " +
        $"{Episodes} episodes, {(Models == 1 ? "single model" : $"ensemble of {Models} models")}, {AdaptationSteps} adaptation steps, " +
        $"trained with {Normalization}: ")
        + Scores + (BestSingleModel is null ? "" : $"; the best of its models alone: {BestSingleModel.Scores}") + Reference;

    /// <summary>What the accuracy is to be judged beside.</summary>
    private string Reference => Chance is { } chance ? $"; {ChanceText.Of(chance, IsAboveChance!.Value)}" : "";

    private string Scores => $"inductive {Inductive}" + (Transductive is null ? "" : $", transductive {Transductive}");
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
        $"{Shots} shots, {QueryShots} query shots, {Episodes} tasks, {AdaptationSteps} adaptation steps: mean squared error " +
        $"{MeanSquaredError:F4} ± {ConfidenceInterval95:F4}, ")
        + string.Create(CultureInfo.InvariantCulture, $"mean absolute error {MeanAbsoluteError:F4} ± {MeanAbsoluteErrorInterval95:F4}");
}
