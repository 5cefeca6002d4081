using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Shows the scores under both protocols, the spread of accuracies over episodes, and the reliability of confidences.</summary>
internal static class ScoreSection
{
    private const int HistogramBins = 20, ConfidenceBins = 15;

    public static Markup Draw(FewShotMetrics metrics) => $"""
        <section id="evaluation"><h2>Evaluation</h2>
        <p>{metrics.Ways}-way {metrics.Shots}-shot, {metrics.QueryShots} query shots, {metrics.Episodes} episodes
        of classes not seen in meta-training, {metrics.AdaptationSteps} adaptation steps,
        {(metrics.Models == 1 ? "single model" : $"ensemble of {metrics.Models} models")},
        trained with {metrics.Normalization.ToString()} normalization.</p>
        <div class="table"><table><thead><tr><th>Protocol</th><th>Accuracy</th><th>95 % interval</th><th>Log loss</th>
        <th>Calibration error</th><th class="text">Query examples are normalized by</th></tr></thead><tbody>
        {Row(metrics, "inductive", metrics.Inductive, "the support set, or themselves alone: as an adapted classifier does")}
        {Row(metrics, "transductive", metrics.Transductive, "their own batch: as most published numbers are")}
        </tbody></table></div>
        <p class="note">Accuracies are means over episodes; intervals are of Student's t over episodes, not over single predictions.
        The log loss is in nats.{Chance(metrics)}{Rest(metrics)}</p>
        <div class="charts">{Histogram(metrics.AsTrained.Accuracies)}{Reliability(metrics.AsTrained)}</div></section>
        """;

    private static string Chance(FewShotMetrics metrics) => metrics.Chance is { } chance
        ? $" Guessing has an accuracy of {ChanceText.Percent(chance)}"
            + (metrics.IsAboveChance == false ? ", which the interval does not exclude." : ".")
        : "";

    private static string Rest(FewShotMetrics metrics) =>
        metrics.Transductive is null ? "" : " The rest of this page is of the protocol that the model was trained with.";

    private static Markup Row(FewShotMetrics metrics, string name, EpisodeScores? scores, string meaning)
    {
        if (scores is null)
            return Markup.Empty;
        var isChosen = ReferenceEquals(scores, metrics.AsTrained);
        return $"""
            <tr class="{(isChosen ? "chosen" : "")}"><th>{name}{(isChosen ? ", as trained" : "")}</th>
            <td>{scores.Accuracy * 100:F2} %</td><td>± {scores.ConfidenceInterval95 * 100:F2} %</td><td>{scores.LogLoss:F3}</td>
            <td>{scores.ExpectedCalibrationError:F3}</td><td class="text">{meaning}</td></tr>
            """;
    }

    private static Markup Histogram(IReadOnlyList<double> accuracies)
    {
        // A fraction is not exact: 0.15 * 20 is below 3.
        var counts = new int[HistogramBins];
        foreach (var accuracy in accuracies)
            counts[Math.Min((int)(accuracy * HistogramBins + 1e-9), HistogramBins - 1)]++;
        var axes = new Axes((0, 100), (0, counts.Max()));
        var width = 100.0 / HistogramBins;
        var bars = counts.Select((count, i) => (Markup)$"""
            <rect class='bar' x='{axes.X(i * width) + 1:F1}' y='{axes.Y(count):F1}' width='{axes.X(width) - axes.X(0) - 2:F1}'
            height='{axes.Y(0) - axes.Y(count):F1}'><title>{i * width:F0} to {(i + 1) * width:F0} %: {count} episodes</title></rect>
            """);
        const string title = "Accuracies of the episodes";
        return $"<figure><figcaption>{title}</figcaption>{axes.Draw(title, "accuracy, %", "episodes", $"{bars}")}</figure>";
    }

    private static Markup Reliability(EpisodeScores scores)
    {
        var bins = scores.Judgements.SelectMany(e => e.Confidences.Zip(e.Hits, (confidence, hit) => (Confidence: confidence, Hit: hit)))
            .GroupBy(p => Math.Min((int)(p.Confidence * ConfidenceBins), ConfidenceBins - 1)).OrderBy(b => b.Key)
            .Select(b => (Confidence: b.Average(p => p.Confidence), Accuracy: b.Average(p => (double)p.Hit), Count: b.Count())).ToArray();
        var axes = new Axes((0, 1), (0, 1));
        var largest = bins.Max(b => b.Count);
        var points = bins.Select(b => FormattableString.Invariant($"{axes.X(b.Confidence):F1} {axes.Y(b.Accuracy):F1}"));
        var dots = bins.Select(b => (Markup)$"""
            <circle class='dot c0' cx='{axes.X(b.Confidence):F1}' cy='{axes.Y(b.Accuracy):F1}'
            r='{2 + 6 * Math.Sqrt((double)b.Count / largest):F1}'>
            <title>confidence {b.Confidence:F3}, accuracy {b.Accuracy:F3}, {b.Count} query examples</title></circle>
            """);
        Markup content = $"""
            <path class="ideal" d="M{axes.X(0):F1} {axes.Y(0):F1}L{axes.X(1):F1} {axes.Y(1):F1}"/>
            <path class="line c0" d="M{string.Join('L', points)}"/>
            {dots}
            """;
        const string title = "Reliability: accuracy by confidence (area: query examples)";
        return $"<figure><figcaption>{title}</figcaption>{axes.Draw(title, "confidence", "accuracy", content, percent: true)}</figure>";
    }
}
