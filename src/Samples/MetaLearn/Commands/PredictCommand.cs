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
    private sealed record Prediction(string Input, string Label, float Score, IReadOnlyList<float> Scores);

    public static Command Create(Session session)
    {
        var model = new Argument<string>("classifier") { Description = "a classifier that 'metalearn adapt' wrote" };
        var inputs = new Argument<string[]>("inputs") { Description = "images and folders of images; a CSV or TSV file; files with a sentence a line, '-' for the standard input", Arity = ArgumentArity.OneOrMore };
        var scores = new Option<bool>("--scores") { Description = "add the probability of each class" };
        var output = new Option<string?>("--output", "-o") { Description = "a file for the predictions: JSON if its name ends in .json, otherwise CSV" };
        var command = new Command("predict", "Predicts rows; writes CSV, or JSON with --json.") { model, inputs, scores, output };
        command.SetAction(result =>
        {
            var mlContext = session.CreateContext();
            using var loaded = ModelFile.Load(mlContext, result.GetValue(model)!);
            var (rows, names) = ModelRows.ReadToPredict(mlContext, loaded.Schema, result.GetValue(inputs)!, session.In);
            var (labels, predictions) = Predict(loaded, rows, names);
            var all = result.GetValue(scores);
            if (result.GetValue(output) is { } file)
                AtomicFile.WriteText(Path.GetFullPath(file), Path.GetExtension(file) == ".json" ? JsonText.Write(Json(labels, predictions, all)) + "\n" : Csv(labels, predictions, all));
            else if (session.Json)
                session.Print(Json(labels, predictions, all), _ => { });
            else
                session.Out.Write(Csv(labels, predictions, all));
        });
        return command;
    }

    private static (string[] Labels, Prediction[] Predictions) Predict(ModelFile model, IDataView rows, IReadOnlyList<string> names)
    {
        var output = DataException.Guard(() => model.Model.Transform(rows));
        if (output.Schema.GetColumnOrNull("Score") is not { } score || !score.HasSlotNames())
            throw new ConfigurationException([$"'{model.Path}' is no classifier, but ends in {model.Steps[^1].GetType().Name}; make one with 'metalearn adapt'."]);
        VBuffer<ReadOnlyMemory<char>> slots = default;
        score.GetSlotNames(ref slots);
        var labels = slots.DenseValues().Select(name => name.ToString()).ToArray();
        var scores = DataException.Guard(() => output.GetColumn<float[]>(score).ToArray());
        return (labels, names.Zip(scores, (name, values) => new Prediction(name, labels[Array.IndexOf(values, values.Max())], values.Max(), values)).ToArray());
    }

    private static string Csv(string[] labels, Prediction[] predictions, bool scores)
    {
        IEnumerable<string> header = ["input", "label", "score", .. scores ? labels : []];
        var rows = predictions.Select(p => (IEnumerable<string>)[p.Input, p.Label, Number(p.Score), .. scores ? p.Scores.Select(Number) : []]);
        return string.Concat(rows.Prepend(header).Select(row => string.Join(',', row.Select(Field)) + "\n"));
    }

    private static JsonArray Json(string[] labels, Prediction[] predictions, bool scores) => new(predictions.Select(p =>
    {
        var node = new JsonObject { ["input"] = p.Input, ["label"] = p.Label, ["score"] = p.Score };
        if (scores)
            node["scores"] = new JsonObject(labels.Zip(p.Scores, (label, score) => KeyValuePair.Create(label, (JsonNode?)score)));
        return (JsonNode)node;
    }).ToArray());

    private static string Number(float value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Field(string text) => text.AsSpan().IndexOfAny(',', '"', '\n') < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
