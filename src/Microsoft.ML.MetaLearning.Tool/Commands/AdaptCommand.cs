using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn adapt</c>: from a meta-learned model and a handful of examples to an ordinary classifier of ML.NET.</summary>
internal static class AdaptCommand
{
    public static Command Create(Session session)
    {
        var model = new Argument<string>("model") { Description = "the folder of a run, or a model file" };
        var support = new Option<string>("--support")
        {
            Description = "the examples: a folder with a folder of images for each class, or a CSV or TSV file with the column Label",
            Required = true,
        };
        var keep = new Option<bool>("--keep-support")
        {
            Description = "keep the examples' features and the model in the file, so that 'metalearn classifier' can change it"
        };
        var balance = new Option<bool>("--balance-classes")
        {
            Description = "let all classes count equally, however many examples each has"
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "the file of the classifier",
            DefaultValueFactory = _ => "classifier.zip",
        };
        var command = new Command(
            "adapt",
            "Learns new classes from a handful of examples; writes a classifier as an ordinary ML.NET model.")
            {
                model,
                support,
                keep,
                balance,
                output,
            };
        command.SetAction(result =>
        {
            var file = CommonOptions.OutputFile(result.GetValue(output)!);
            var mlContext = session.CreateContext();
            using var loaded = ModelFile.LoadMetaLearned(mlContext, result.GetValue(model)!);
            var rows = ModelRows.ReadLabelled(mlContext, loaded.Schema, result.GetValue(support)!);
            var watch = Stopwatch.StartNew();
            var classifier = DataException.Guard(() => mlContext.MetaLearning()
                .Adapt(loaded.Model, rows, keepSupport: result.GetValue(keep), balanceClasses: result.GetValue(balance)));
            var milliseconds = watch.Elapsed.TotalMilliseconds;
            var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(rows));
            var named = classifier.Append<ITransformer>(names);
            ModelFile.Save(mlContext, named, rows.Schema, file);
            var classes = DataSet.ClassSizes(rows);
            var document = new JsonObject
            {
                ["classifier"] = file,
                ["milliseconds"] = milliseconds,
                ["classes"] = new JsonObject(classes.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            };
            session.Print(document, console => console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"adapted to {string.Join(", ", classes.Keys)} by {classes.Values.Sum()} examples in {milliseconds:F0} ms: {file}")));
            (named as IDisposable)?.Dispose();
        });
        return command;
    }
}
