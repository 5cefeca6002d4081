using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>
/// Creates a self-contained page about a meta-learned model: it includes styles, charts and pictures, and never uses the network.
/// </summary>
internal static class HtmlReport
{
    /// <param name="title">The heading.</param>
    /// <param name="meta">The model.</param>
    /// <param name="metrics">The scores of the model.</param>
    /// <param name="examples">The examples of the evaluation.</param>
    /// <param name="episodes">The episodes of these examples.</param>
    /// <param name="classes">The outcomes by class.</param>
    /// <param name="training">The training record; empty if there is none.</param>
    public static Markup Create(
        string title,
        MetaLearnedTransformer meta,
        FewShotMetrics metrics,
        ExampleSet examples,
        EpisodeLoader episodes,
        ReportedClasses classes,
        IReadOnlyList<MetaTrainingMetrics> training) => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <title>{title}</title><style>{Style}</style></head><body><main>
        <header><h1>{title}</h1>
        <p class="headline"><strong>{metrics.Accuracy * 100:F1} ± {metrics.ConfidenceInterval95 * 100:F1} %</strong>
        {metrics.Ways}-way {metrics.Shots}-shot accuracy on classes not seen in meta-training</p>
        {Verdict.Draw(metrics, classes.HavePictures)}
        <dl>{Facts(meta, examples).Select(f => (Markup)$"<div><dt>{f.Name}</dt><dd>{f.Value}</dd></div>")}</dl></header>
        {TrainingSection.Draw(training)}
        {ScoreSection.Draw(metrics)}
        {EpisodeSection.Draw(episodes)}
        {new ClassSection(classes).Draw()}
        {EmbeddingSection.Draw(meta, examples, classes)}
        </main></body></html>

        """;

    private static Markup Style
    {
        get
        {
            using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
            var style = Markup.Empty;
            style.AppendLiteral(reader.ReadToEnd());
            return style;
        }
    }

    private static (string Name, string Value)[] Facts(MetaLearnedTransformer meta, ExampleSet examples) =>
    [
        ("Learner", meta.Learner.Kind),
        ("Backbone", $"{meta.Backbone}"),
        ("Parameters", FormattableString.Invariant($"{meta.Parameters.ScalarCount:N0}")),
        ("Normalization", $"{meta.Normalization}"),
        ("Data", FormattableString.Invariant($"{examples.Classes.Sum(c => c.Length):N0} rows of {examples.Classes.Count:N0} classes")),
        ("Made", FormattableString.Invariant($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC")),
    ];
}
