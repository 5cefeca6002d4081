using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <summary>The accuracy of a model under one size of episodes.</summary>
/// <param name="Ways">Classes per episode.</param>
/// <param name="Shots">Support examples per class, on average where they are uneven.</param>
/// <param name="QueryShots">Query examples per class.</param>
/// <param name="Imbalance">
/// How many times as many support examples the largest class of an episode has as the smallest; 1 if all have the same number.
/// </param>
/// <param name="Metrics">The scores; <see langword="null"/> if the model or the data does not allow this size.</param>
/// <param name="Reason">Why there are none.</param>
public sealed record EvaluationCell(int Ways, int Shots, int QueryShots, double Imbalance, FewShotMetrics? Metrics, string? Reason)
{
    /// <summary>The size of the episodes.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ways}-way {Shots}-shot, {QueryShots} query shots") +
        (Imbalance == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", imbalance {Imbalance:G4}"));
}

/// <summary>
/// The accuracy of a model against ways, shots, query shots and the imbalance of the support set. <see cref="ToString"/> is a table,
/// <see cref="ToCsv"/> another.
/// </summary>
public sealed class EvaluationGrid
{
    internal EvaluationGrid(int episodes, IReadOnlyList<EvaluationCell> cells)
    {
        Episodes = episodes;
        Cells = cells;
    }

    /// <summary>Episodes of each cell.</summary>
    public int Episodes { get; }

    /// <summary>Every combination, the imbalance varying fastest, then query shots, shots and ways.</summary>
    public IReadOnlyList<EvaluationCell> Cells { get; }

    /// <summary>A table with the mean accuracies and their 95 % confidence intervals, chance, and why cells are absent.</summary>
    public override string ToString() => string.Join(Environment.NewLine,
    [
        string.Create(CultureInfo.InvariantCulture, $"Mean accuracy ± 95 % confidence interval over {Episodes} episodes:"),
        TextTable.Format([["", "inductive", "transductive", "chance"], .. Cells.Select(c =>
            new[] { $"{c}", Percent(c.Metrics?.Inductive), Percent(c.Metrics?.Transductive), Chance(c.Metrics) })]),
        .. Cells.Any(c => c.Metrics?.IsAboveChance == false)
            ? ["* The interval does not exclude chance: the model may have learned nothing."]
            : Array.Empty<string>(),
        .. Cells.Where(c => c.Reason is not null).Select(c => $"{c} is absent: {c.Reason}"),
    ]);

    /// <summary>
    /// Comma-separated values with a header; accuracies and the half widths of their 95 % intervals are fractions, and empty where a cell
    /// is absent.
    /// </summary>
    public string ToCsv()
    {
        var text = new StringBuilder(
            "ways,shots,query_shots,imbalance,episodes,inductive,inductive_ci95,transductive,transductive_ci95,absent,chance," +
            "above_chance\n");
        foreach (var cell in Cells)
            text.Append(CultureInfo.InvariantCulture, $"{cell.Ways},{cell.Shots},{cell.QueryShots},{cell.Imbalance},{Episodes},")
                .Append(CultureInfo.InvariantCulture, $"{cell.Metrics?.Inductive.Accuracy},{cell.Metrics?.Inductive.ConfidenceInterval95},")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"{cell.Metrics?.Transductive?.Accuracy},{cell.Metrics?.Transductive?.ConfidenceInterval95},")
                .Append(cell.Reason is null ? "" : $"\"{cell.Reason.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")
                .Append(
                    CultureInfo.InvariantCulture,
                    $",{cell.Metrics?.Chance},{(cell.Metrics?.IsAboveChance is { } above ? above ? "true" : "false" : "")}\n");
        return text.ToString();
    }

    private static string Chance(FewShotMetrics? metrics) => metrics?.Chance is { } chance
        ? ChanceText.Percent(chance) + (metrics.IsAboveChance == false ? " *" : "")
        : "-";

    private static string Percent(EpisodeScores? scores) => scores?.ToPercent() ?? "-";
}
