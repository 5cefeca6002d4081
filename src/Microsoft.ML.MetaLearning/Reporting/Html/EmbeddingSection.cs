using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Draws the embeddings of examples of some classes, projected to their two principal components.</summary>
internal static class EmbeddingSection
{
    private const int MostClasses = LineChart.Colors, MostExamples = 40, Batch = 32;

    public static Markup Draw(MetaLearnedTransformer meta, ExampleSet examples, ReportedClasses classes)
    {
        var shown = classes.Outcomes.HardestFirst.Take(MostClasses).ToArray();
        var points = shown.SelectMany((c, i) => examples.Classes[c].Take(MostExamples).Select(row => (Class: i, Row: row))).ToArray();
        var (x, y, explained) = Project(meta, examples, points.Select(p => (long)p.Row).ToArray());
        var axes = new Axes((x.Min(), x.Max()), (y.Min(), y.Max()));
        var dots = points.Select((p, i) => (Markup)$"""
            <circle class='dot c{p.Class}' cx='{axes.X(x[i]):F1}' cy='{axes.Y(y[i]):F1}' r='3.5'>
            <title>{classes.Name(shown[p.Class])}, row {p.Row}</title></circle>
            """);
        var which = shown.Length < classes.Outcomes.HardestFirst.Count
            ? FormattableString.Invariant($"the {shown.Length} hardest classes")
            : "all classes";
        Markup chart = axes.Draw("Embeddings", Component("first", explained[0]), Component("second", explained[1]), $"{dots}");
        return $"""
            <section id="embeddings"><h2>Embeddings</h2>
            <p>Examples of {which} before any adaptation, on the first two
            principal components of the model's embeddings: orthogonal iteration on the covariance of the examples shown.</p>
            <figure class="wide">{chart}{LineChart.Legend(shown.Select(classes.Name).ToArray())}</figure></section>
            """;
    }

    private static (double[] X, double[] Y, double[] Explained) Project(MetaLearnedTransformer meta, ExampleSet examples, long[] rows)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return PrincipalComponents.Project(cat(rows.Chunk(Batch).Select(batch => Embed(meta, examples, batch)).ToArray()));
    }

    // Each example is normalized by the model's own moments, so that batches only save memory.
    private static Tensor Embed(MetaLearnedTransformer meta, ExampleSet examples, long[] rows)
    {
        using var scope = NewDisposeScope();
        var inputs = examples.InputsOf(rows);
        var normalizer = EpisodeNormalization.Predictions(meta.Normalization, meta.Moments);
        return meta.Backbone.Forward(meta.Parameters, inputs, normalizer).MoveToOuterDisposeScope();
    }

    private static string Component(string which, double explained) =>
        FormattableString.Invariant($"{which} component, {explained * 100:F0} % of variance");
}
