using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Says how well a classifier predicts the rows of its own support set, each by a classifier of the other rows: an estimate for new rows
/// that are like them.
/// </summary>
public sealed class LeaveOneOutMetrics
{
    internal LeaveOneOutMetrics()
    {
    }

    /// <summary>Gets the rows that were held out, one after another or in folds.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets how many of them were predicted right.</summary>
    public int Correct => Classes.Sum(c => c.Correct);

    /// <summary>Gets the number of classifiers that were made: as many as rows, unless these were held out in folds.</summary>
    public required int Folds { get; init; }

    /// <summary>Gets the mean negative logarithm of the probability of the right class.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Gets the classes that had rows held out, in the order of the scores.</summary>
    public required IReadOnlyList<ClassAccuracy> Classes { get; init; }

    /// <summary>Gets the classes with one row, which cannot be held out: nothing is known of how well they are recognized.</summary>
    public required IReadOnlyList<string> ClassesOfOneRow { get; init; }

    /// <summary>Gets the part of the rows that were predicted right.</summary>
    public double Accuracy => (double)Correct / Rows;

    /// <summary>
    /// Gets the 95 % confidence interval of <see cref="Accuracy"/>. Wilson,
    /// <a href="https://doi.org/10.1080/01621459.1927.10502953">1927</a>.
    /// </summary>
    public (double Low, double High) ConfidenceInterval95 => WilsonInterval.Of(Correct, Rows);

    /// <inheritdoc/>
    public override string ToString()
    {
        var (low, high) = ConfidenceInterval95;
        var method = Folds == Rows ? "leave-one-out" : string.Create(CultureInfo.InvariantCulture, $"{Folds} folds");
        var accuracy = string.Create(
            CultureInfo.InvariantCulture,
            $"accuracy {Accuracy * 100:F1} %, 95 % confidence interval {low * 100:F1} to {high * 100:F1} % ({method}, {Correct} of " +
            $"{Rows} rows), log loss {LogLoss:F3}");
        IEnumerable<string> unjudged = ClassesOfOneRow.Count == 0
            ? []
            : [$"not known for classes of one row: {string.Join(", ", ClassesOfOneRow)}"];
        return string.Join(Environment.NewLine, [accuracy, .. Classes.Select(c => $"  {c}"), .. unjudged]);
    }
}

/// <summary>Says how well the rows of one class were predicted.</summary>
public sealed class ClassAccuracy
{
    internal ClassAccuracy()
    {
    }

    /// <summary>Gets the label of the class.</summary>
    public required string Label { get; init; }

    /// <summary>Gets its rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets how many of them were predicted right.</summary>
    public int Correct => Predictions.GetValueOrDefault(Label);

    /// <summary>Gets how many of them each label was predicted for: the row of the confusion matrix without its zeros.</summary>
    public required IReadOnlyDictionary<string, int> Predictions { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var wrong = Predictions.Where(p => p.Key != Label).OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Value} as {p.Key}")).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{Label}: {Correct} of {Rows}")
            + (wrong.Length == 0 ? "" : $" ({string.Join(", ", wrong)})");
    }
}
