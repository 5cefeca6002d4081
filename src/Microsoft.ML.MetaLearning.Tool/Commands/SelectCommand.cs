using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn select</c>: the best of several models by validation.</summary>
internal static class SelectCommand
{
    public static Command Create(Session session)
    {
        var models = new Argument<string[]>("models") { Description = "folders of runs, or model files", Arity = ArgumentArity.OneOrMore };
        var rows = new Option<string?>("--rows")
        {
            Description = "rows to choose by; the classes for validation of the first run by default"
        };
        var output = new Option<string?>("--output", "-o") { Description = "a file to copy the best model to" };
        var protocol = new ProtocolOptions();
        var command = new Command(
            "select",
            "Chooses the best of several models by validation on the same episodes; judge it by others.") { models, rows, output };
        protocol.AddTo(command);
        command.SetAction(result =>
        {
            var target = result.GetValue(output) is { } file ? CommonOptions.OutputFile(file) : null;
            var mlContext = session.CreateContext();
            var files = result.GetValue(models)!.Select(path => FileOf(mlContext, path)).ToArray();
            var first = ModelFile.RunOf(files[0])?.ReadConfiguration([]);
            var settings = protocol.Read(result, first?.Evaluation ?? new EvaluationSettings());
            var validation = result.GetValue(rows) is { } path ? ReadRows(mlContext, files[0], path) : Part(mlContext, first);
            RequireUntrained(files, validation);
            var selection = DataException.Guard(() => mlContext.MetaLearning().SelectBest(files, validation, settings.ToProtocol()));
            if (target is not null)
                AtomicFile.Write(target, stream =>
                {
                    using var best = File.OpenRead(selection.Best.Name);
                    best.CopyTo(stream);
                });
            session.Print(ToJson(selection), console => console.WriteLine($"{selection}"));
        });
        return command;
    }

    /// <summary>The file of a model that can be loaded and judged.</summary>
    private static string FileOf(MLContext mlContext, string path)
    {
        using var model = ModelFile.LoadMetaLearned(mlContext, path);
        return model.Path;
    }

    private static IDataView ReadRows(MLContext mlContext, string file, string path)
    {
        using var model = ModelFile.Load(mlContext, file);
        return ModelRows.ReadLabelled(mlContext, model.Schema, path);
    }

    private static IDataView Part(MLContext mlContext, RunConfiguration? configuration) => configuration is not null
        ? DataSet.Load(mlContext, configuration.Data).Part(MetaPhase.Validation)
        : throw new ConfigurationException(["the first model is not in the folder of a run, which would name its data: give --rows."]);

    /// <summary>Classes for validation may have been used before, as all models had them; those for training must not.</summary>
    private static void RequireUntrained(string[] files, IDataView validation)
    {
        var classes = DataSet.ClassSizes(validation).Keys;
        foreach (var file in files)
            if (ModelFile.RunOf(file)?.ReadRecord().Data.TrainClasses.Intersect(classes).Take(5).ToArray() is { Length: > 0 } trained)
                throw new ConfigurationException([$"'{file}' was trained on {string.Join(", ", trained)}, by which it would be chosen."]);
    }

    private static JsonObject ToJson(ModelSelection selection) => new()
    {
        ["best"] = selection.Best.Name,
        ["models"] = new JsonArray(selection.Models.Select(m =>
            (JsonNode)new JsonObject { ["file"] = m.Name, ["evaluation"] = EvaluationReport.ToJson(m.Metrics) }).ToArray()),
    };
}
