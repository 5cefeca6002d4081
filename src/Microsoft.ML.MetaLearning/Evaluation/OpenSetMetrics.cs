using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <summary>How well a model that adapts to an episode tells query rows that belong to none of the episode's classes.</summary>
public sealed class OpenSetMetrics
{
    internal OpenSetMetrics(IReadOnlyList<OpenSetOutcome> outcomes)
    {
        Episodes = outcomes.Count;
        (Accuracy, ConfidenceInterval95) = StudentT.Mean(outcomes.Select(o => o.Accuracy).ToArray());
        Measures = outcomes[0].Novelty.Keys.Select(m => new NoveltyScores(m, outcomes)).ToArray();
    }

    /// <summary>Classes per episode.</summary>
    public required int Ways { get; init; }

    /// <summary>Support examples per class.</summary>
    public required int Shots { get; init; }

    /// <summary>Query examples per class.</summary>
    public required int QueryShots { get; init; }

    /// <summary>Query examples per episode that belong to none of its classes.</summary>
    public required int UnknownQueries { get; init; }

    /// <summary>Whether these come from rows that were given apart, rather than from other classes of the data.</summary>
    public required bool IsOutOfScope { get; init; }

    /// <summary>Episodes evaluated.</summary>
    public int Episodes { get; }

    /// <summary>The mean inductive accuracy on the query rows of the episodes' own classes, none of them rejected.</summary>
    public double Accuracy { get; }

    /// <summary>Half the width of the 95 % confidence interval of <see cref="Accuracy"/>, by Student's t over episodes.</summary>
    public double ConfidenceInterval95 { get; }

    /// <summary>The accuracy of guessing, 1 / <see cref="Ways"/>.</summary>
    public double Chance => 1.0 / Ways;

    /// <summary>Whether the whole 95 % confidence interval of <see cref="Accuracy"/> lies above <see cref="Chance"/>.</summary>
    public bool IsAboveChance => Accuracy - ConfidenceInterval95 > Chance;

    /// <summary>How well each measure tells them.</summary>
    public IReadOnlyList<NoveltyScores> Measures { get; }

    /// <summary>The measure that tells them best.</summary>
    public NoveltyScores Best => Measures.MaxBy(m => m.AreaUnderRocCurve)!;

    /// <summary>How well a measure tells them.</summary>
    public NoveltyScores this[NoveltyMeasure measure] => Measures.Single(m => m.Measure == measure);

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine,
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Ways}-way {Shots}-shot, {QueryShots} query shots and {UnknownQueries} query rows " +
            $"{(IsOutOfScope ? "out of scope" : "of other classes")}, ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{Episodes} episodes, inductive accuracy on its own classes {Accuracy * 100:F2} ± {ConfidenceInterval95 * 100:F2} %; " +
                $"{ChanceText.Of(Chance, IsAboveChance)}"),
        .. Measures.Select(m => $"{m}"),
    ]);
}

/// <summary>How well one measure tells rows that belong to none of the classes of an episode.</summary>
public sealed class NoveltyScores
{
    internal NoveltyScores(NoveltyMeasure measure, IReadOnlyList<OpenSetOutcome> outcomes)
    {
        Measure = measure;
        AreasUnderRocCurve = outcomes.Select(o => RocCurve.Area(o.Novelty[measure].Known, o.Novelty[measure].Unknown)).ToArray();
        (AreaUnderRocCurve, ConfidenceInterval95) = StudentT.Mean(AreasUnderRocCurve.ToArray());
        var (known, unknown) = Calibration.Pooled(outcomes, measure);
        DetectionRate = Calibration.Above(unknown, RocCurve.Quantile(known, 0.05));
    }

    /// <summary>The measure.</summary>
    public NoveltyMeasure Measure { get; }

    /// <summary>
    /// The mean over episodes of the area under the receiver operating characteristic: the probability that a query row of no class of the
    /// episode looks newer than one of its classes.
    /// </summary>
    public double AreaUnderRocCurve { get; }

    /// <summary>Half the width of its 95 % confidence interval, by Student's t over episodes.</summary>
    public double ConfidenceInterval95 { get; }

    /// <summary>The area of each episode.</summary>
    public IReadOnlyList<double> AreasUnderRocCurve { get; }

    /// <summary>The part of the unknown rows that one threshold for all episodes rejects, where it rejects 5 % of the known ones.</summary>
    public double DetectionRate { get; }

    // A measure that says nothing has an area of one half.
    private string Reference => AreaUnderRocCurve - ConfidenceInterval95 > 0.5 ? "" : " (not above chance, 0.5)";

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Measure}: AUROC {AreaUnderRocCurve:F4} ± {ConfidenceInterval95:F4}{Reference}, {DetectionRate * 100:F2} % rejected where 5 % " +
        $"of the known rows are");
}
