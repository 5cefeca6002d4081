using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <summary>The scores of a model over episodes under one protocol of normalization.</summary>
public sealed class EpisodeScores
{
    internal EpisodeScores(
        double[] accuracies, double logLoss, double expectedCalibrationError, IReadOnlyList<ReliabilityBin>? reliability = null)
    {
        Accuracies = accuracies;
        (Accuracy, ConfidenceInterval95) = StudentT.Mean(accuracies);
        LogLoss = logLoss;
        ExpectedCalibrationError = expectedCalibrationError;
        Reliability = reliability ?? [];
    }

    /// <summary>The accuracy of each episode.</summary>
    public IReadOnlyList<double> Accuracies { get; }

    /// <summary>The mean accuracy over episodes.</summary>
    public double Accuracy { get; }

    /// <summary>Half the width of the 95 % confidence interval of <see cref="Accuracy"/>, by Student's t over episodes.</summary>
    public double ConfidenceInterval95 { get; }

    /// <summary>The mean cross entropy of the query examples, in nats.</summary>
    public double LogLoss { get; }

    /// <summary>
    /// The mean distance between confidence and accuracy over 15 equal bins of confidence.
    /// Guo et al., <a href="https://arxiv.org/abs/1706.04599">On Calibration of Modern Neural Networks</a>, 2017.
    /// </summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>
    /// The table that <see cref="ExpectedCalibrationError"/> sums up: the query examples of all episodes by their confidence.
    /// </summary>
    public IReadOnlyList<ReliabilityBin> Reliability { get; }

    /// <summary>The predictions of each episode.</summary>
    internal IReadOnlyList<Judgement> Judgements { get; init; } = [];

    /// <summary>
    /// Compares with the scores of another model, or another protocol, on the same episodes: far sharper than comparing two intervals.
    /// </summary>
    /// <returns>The mean of this accuracy less the other's, and half the width of its 95 % confidence interval.</returns>
    /// <exception cref="ArgumentException">The numbers of episodes differ.</exception>
    public (double Difference, double ConfidenceInterval95) Compare(EpisodeScores other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Accuracies.Count != Accuracies.Count)
            throw new ArgumentException(
                $"the scores are of {Accuracies.Count} and {other.Accuracies.Count} episodes; a paired comparison needs the same episodes.",
                nameof(other));
        return StudentT.Mean(Accuracies.Zip(other.Accuracies, (a, b) => a - b).ToArray());
    }

    /// <summary>The accuracy and its interval, for a table.</summary>
    internal string ToPercent() => string.Create(CultureInfo.InvariantCulture, $"{Accuracy * 100:F2} ± {ConfidenceInterval95 * 100:F2} %");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{ToPercent()} (log loss {LogLoss:F3}, ECE {ExpectedCalibrationError:F3})");
}
