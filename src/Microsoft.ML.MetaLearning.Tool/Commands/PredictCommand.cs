using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MetaLearn.Commands;

/// <summary><c>metalearn predict</c>: the classes of rows by a classifier.</summary>
internal static class PredictCommand
{
    /// <param name="Input">What was predicted.</param>
    /// <param name="Label">The class with the highest score.</param>
    /// <param name="Scores">The probabilities of all classes.</param>
    /// <param name="Novelty">
    /// Whether it seems to be of a class that is known, and how new it looks; null if the classifier does not reject.
    /// </param>
    private sealed record Prediction(string Input, string Label, IReadOnlyList<float> Scores, (bool IsKnown, float Score)? Novelty)
    {
        public float Score => Scores.Max();
    }

    public static Command Create(Session session)
    {
        var model = new Argument<string>("classifier") { Description = "a classifier that 'metalearn adapt' wrote" };
        var inputs = new Argument<string[]>("inputs")
        {
            Description = "images and folders of images; a CSV or TSV file; files with a sentence a line, '-' for the standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        var scores = new Option<bool>("--scores") { Description = "add the probability of each class" };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "a file for the predictions: JSON if its name ends in .json, otherwise CSV"
        };
        var command = new Command("predict", "Predicts rows; writes CSV, or JSON with --json.") { model, inputs, scores, output };
        command.SetAction(result =>
        {
            var mlContext = session.CreateContext();
            using var loaded = ModelFile.Load(mlContext, result.GetValue(model)!);
            var rows = ModelRows.ReadToPredict(session, mlContext, loaded.Schema, result.GetValue(inputs)!);
            var (labels, predictions) = Predict(loaded, rows.Rows, rows.Names);
            var all = result.GetValue(scores);
            if (result.GetValue(output) is { } file)
                AtomicFile.WriteText(
                    CommonOptions.OutputFile(file),
                    Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase)
                        ? JsonText.Write(Json(labels, predictions, all)) + "\n"
                        : Csv(labels, predictions, all));
            else if (session.Json)
                session.Print(Json(labels, predictions, all), _ => { });
            else
                session.Out.Write(Csv(labels, predictions, all));
            foreach (var problem in rows.Problems)
                session.Say(problem);
            return (int)(rows.Problems.Count == 0 ? ExitCode.Success : ExitCode.Data);
        });
        return command;
    }

    private static (string[] Labels, Prediction[] Predictions) Predict(ModelFile model, IDataView rows, IReadOnlyList<string> names)
    {
        var output = DataException.Guard(() => model.Model.Transform(rows));
        if (output.Schema.GetColumnOrNull("Score") is not { } score || !score.HasSlotNames())
            throw new ConfigurationException(
                [$"'{model.Path}' is no classifier, but ends in {model.Steps[^1].GetType().Name}; make one with 'metalearn adapt'."]);
        VBuffer<ReadOnlyMemory<char>> slots = default;
        score.GetSlotNames(ref slots);
        var labels = slots.DenseValues().Select(name => name.ToString()).ToArray();
        var predicted = DataException.Guard(() => Read(output, score).ToArray());
        return (labels, names.Zip(
            predicted,
            (name, row) => new Prediction(name, labels[Array.IndexOf(row.Scores, row.Scores.Max())], row.Scores, row.Novelty)).ToArray());
    }

    /// <summary>Reads all columns in one pass: each pass runs the network.</summary>
    private static IEnumerable<(float[] Scores, (bool, float)? Novelty)> Read(IDataView output, DataViewSchema.Column score)
    {
        var rejects = output.Schema.GetColumnOrNull("IsKnown") is not null;
        DataViewSchema.Column[] columns = rejects ? [score, output.Schema["IsKnown"], output.Schema["NoveltyScore"]] : [score];
        using var cursor = output.GetRowCursor(columns);
        var scores = cursor.GetGetter<VBuffer<float>>(columns[0]);
        var isKnown = rejects ? cursor.GetGetter<bool>(columns[1]) : null;
        var noveltyScore = rejects ? cursor.GetGetter<float>(columns[2]) : null;
        var (values, known, novelty) = (default(VBuffer<float>), false, 0f);
        while (cursor.MoveNext())
        {
            scores(ref values);
            isKnown?.Invoke(ref known);
            noveltyScore?.Invoke(ref novelty);
            yield return (values.DenseValues().ToArray(), rejects ? (known, novelty) : null);
        }
    }

    private static string Csv(string[] labels, Prediction[] predictions, bool scores)
    {
        var rejects = predictions.Any(p => p.Novelty is not null);
        IEnumerable<string> header =
        [
            "input", "label", "score", .. rejects ? ["isKnown", "noveltyScore"] : Array.Empty<string>(), .. scores ? labels : []
        ];
        var rows = predictions.Select(p => (IEnumerable<string>)[p.Input, p.Label, Number(p.Score), .. Novelty(p), .. scores
            ? p.Scores.Select(Number)
            : []]);
        return string.Concat(rows.Prepend(header).Select(row => string.Join(',', row.Select(Field)) + "\n"));
    }

    private static string[] Novelty(Prediction prediction) => prediction.Novelty is var (isKnown, score)
        ? [isKnown ? "true" : "false", Number(score)]
        : [];

    private static JsonArray Json(string[] labels, Prediction[] predictions, bool scores) => new(predictions.Select(p =>
    {
        var node = new JsonObject { ["input"] = p.Input, ["label"] = p.Label, ["score"] = p.Score };
        if (p.Novelty is var (isKnown, noveltyScore))
            (node["isKnown"], node["noveltyScore"]) = (isKnown, noveltyScore);
        if (scores)
            node["scores"] = new JsonObject(labels.Zip(p.Scores, (label, score) => KeyValuePair.Create(label, (JsonNode?)score)));
        return (JsonNode)node;
    }).ToArray());

    private static string Number(float value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Field(string text) => text.AsSpan().IndexOfAny(',', '"', '\n') < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
