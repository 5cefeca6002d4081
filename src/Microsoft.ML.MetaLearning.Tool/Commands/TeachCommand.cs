using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn teach</c>: from a handful of examples to a classifier, without a meta-learned model.</summary>
internal static class TeachCommand
{
    public static Command Create(Session session)
    {
        var support = new Option<string>("--support")
        {
            Description = "the examples: a folder with a folder of images for each class, or a CSV or TSV file with the column Label",
            Required = true,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "the file of the classifier",
            DefaultValueFactory = _ => "classifier.zip",
        };
        var command = new Command(
            "teach",
            "Learns classes from a handful of images, sentences or rows of numbers, without training; writes an ordinary ML.NET model.")
            {
                support,
                output,
            };
        command.SetAction(result =>
        {
            var file = CommonOptions.OutputFile(result.GetValue(output)!);
            var mlContext = session.CreateContext();
            var watch = Stopwatch.StartNew();
            var taught = TaughtRows.Read(mlContext, result.GetValue(support)!);
            var classifier = DataException.Guard(() => taught.Features
                .Append(mlContext.MetaLearning().FewShot(ColumnNames.Label, ColumnNames.Features)).Fit(taught.Rows));
            var seconds = watch.Elapsed.TotalSeconds;
            var sizes = DataSet.ClassSizes(taught.Rows);
            var estimate = sizes.Values.Any(rows => rows > 1)
                ? mlContext.MetaLearning().EvaluateByLeaveOneOut(classifier)
                : null;
            var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(taught.Rows));
            using var model = new ModelFile(file, classifier.Append<ITransformer>(names), taught.Rows.Schema);
            ModelFile.Save(mlContext, model.Model, model.Schema, file);
            session.Print(Document(file, taught, sizes, estimate, seconds), console =>
            {
                console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"learned {string.Join(", ", sizes.Keys)} from {sizes.Values.Sum()} {taught.Kind} by {taught.FeaturesBy} in " +
                    $"{seconds:F1} s: {file}"));
                console.WriteLine(estimate is null
                    ? "accuracy not known: a class needs a second example to be judged by the others."
                    : $"{estimate}");
            });
        });
        return command;
    }

    private static JsonObject Document(
        string file, TaughtRows taught, IReadOnlyDictionary<string, int> sizes, LeaveOneOutMetrics? estimate, double seconds) => new()
        {
            ["classifier"] = file,
            ["kind"] = taught.Kind,
            ["featuresBy"] = taught.FeaturesBy,
            ["seconds"] = seconds,
            ["classes"] = new JsonObject(sizes.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            ["leaveOneOut"] = estimate is null ? null : new JsonObject
            {
                ["accuracy"] = estimate.Accuracy,
                ["low"] = estimate.ConfidenceInterval95.Low,
                ["high"] = estimate.ConfidenceInterval95.High,
                ["correct"] = estimate.Correct,
                ["rows"] = estimate.Rows,
            },
        };
}
