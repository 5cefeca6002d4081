using System;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn classifier</c>: changes a classifier that keeps its support set.</summary>
internal static class ClassifierCommand
{
    public static Command Create(Session session) =>
        new("classifier", "Changes a classifier that was adapted with --keep-support: its classes, its examples, whether it rejects.")
    {
        CreateWithRows(
            session,
            "add-classes",
            "Adds classes, as if the first examples and these had been adapted to together.",
            (catalog, classifier, rows) => catalog.AddClasses(classifier, rows)),
        CreateRemoveClass(session),
        CreateWithRows(
            session,
            "readapt",
            "Adds examples of the classes that are there, as if all had been adapted to together.",
            (catalog, classifier, rows) => catalog.Readapt(classifier, rows)),
        ClassifierRejectCommand.Create(session),
    };

    public static Argument<string> Classifier() =>
        new("classifier") { Description = "a classifier that 'metalearn adapt --keep-support' wrote" };

    public static Option<string> Output() =>
        new("--output", "-o") { Description = "the file of the changed classifier; may be the same file", Required = true };

    /// <summary>Loads a classifier, changes it, saves the result, and says what it is.</summary>
    public static void Change(Session session, string classifier, string output, Func<MLContext, ModelFile, ITransformer> change)
    {
        var file = CommonOptions.OutputFile(output);
        var mlContext = session.CreateContext();
        using var loaded = ModelFile.LoadClassifier(mlContext, classifier);
        var watch = Stopwatch.StartNew();
        var changed = DataException.Guard(() => change(mlContext, loaded));
        var milliseconds = watch.Elapsed.TotalMilliseconds;
        using var result = new ModelFile(file, changed, loaded.Schema);
        ModelFile.Save(mlContext, changed, loaded.Schema, result.Path);
        var document = new JsonObject
        {
            ["classifier"] = result.Path,
            ["milliseconds"] = milliseconds,
            ["labels"] = new JsonArray(result.Classifier!.Labels.Select(label => (JsonNode)label).ToArray()),
            ["rejection"] = result.Classifier.Rejection is { } rejection ? JsonText.Node(rejection) : null,
        };
        session.Print(document, console =>
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"classifier of {string.Join(", ", result.Classifier.Labels)} in {milliseconds:F0} ms: {result.Path}"));
            if (result.Classifier.Rejection is not null)
                console.WriteLine($"{result.Classifier.Rejection}");
        });
    }

    private static Command CreateWithRows(
        Session session, string name, string description, Func<MetaLearningCatalog, ITransformer, IDataView, ITransformer> change)
    {
        var (classifier, output) = (Classifier(), Output());
        var support = new Option<string>("--support")
        {
            Description = "the examples: a folder with a folder of images for each class, or a CSV or TSV file with the column Label",
            Required = true,
        };
        var command = new Command(name, description) { classifier, support, output };
        command.SetAction(result => Change(session, result.GetValue(classifier)!, result.GetValue(output)!, (mlContext, loaded) =>
            change(mlContext.MetaLearning(), loaded.Model, ModelRows.ReadLabelled(mlContext, loaded.Schema, result.GetValue(support)!))));
        return command;
    }

    private static Command CreateRemoveClass(Session session)
    {
        var (classifier, output) = (Classifier(), Output());
        var label = new Argument<string>("label") { Description = "the class" };
        var command = new Command("remove-class", "Takes a class away, as if it had never been adapted to.") { classifier, label, output };
        command.SetAction(result => Change(
            session,
            result.GetValue(classifier)!,
            result.GetValue(output)!,
            (mlContext, loaded) => mlContext.MetaLearning().RemoveClass(loaded.Model, result.GetValue(label)!)));
        return command;
    }
}
