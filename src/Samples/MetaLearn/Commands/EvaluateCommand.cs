using System;
using System.CommandLine;
using System.IO;
using MetaLearn.Configuration;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Commands;

/// <summary><c>metalearn evaluate</c>: how good a meta-learned model is on classes that it has not seen.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Session session)
    {
        var model = new Argument<string>("model") { Description = "the folder of a run, or a model file" };
        var rows = new Option<string?>("--rows") { Description = "rows of other data to judge by: a folder of images, a CSV or TSV file" };
        var part = new Option<MetaPhase>("--part") { Description = "the part of the run's own data to judge by", DefaultValueFactory = _ => MetaPhase.Test };
        var output = new Option<string?>("--output", "-o") { Description = "a JSON file for the result" };
        var protocol = new ProtocolOptions();
        var command = new Command("evaluate", "Judges a model over episodes, transductively and inductively side by side.") { model, rows, part, output };
        protocol.AddTo(command);
        command.SetAction(result =>
        {
            var mlContext = session.CreateContext();
            using var loaded = ModelFile.LoadMetaLearned(mlContext, result.GetValue(model)!);
            var configuration = loaded.Run?.ReadConfiguration([]);
            var settings = protocol.Read(result, configuration?.Evaluation ?? new EvaluationSettings());
            var view = result.GetValue(rows) is { } path ? ModelRows.ReadLabelled(mlContext, loaded.Schema, path) : Part(mlContext, configuration, result.GetValue(part));
            if (result.GetValue(rows) is not null && loaded.Run?.ReadRecord().Data.Leaked(DataSet.ClassSizes(view).Keys) is { } leaked)
                session.Say($"warning: the model was trained on {leaked}, by which it is judged.");
            var metrics = EvaluationReport.Evaluate(mlContext, loaded.Model, view, settings);
            var document = EvaluationReport.ToJson(metrics);
            if (result.GetValue(output) is { } file)
                AtomicFile.WriteText(Path.GetFullPath(file), JsonText.Write(document));
            session.Print(document, console => EvaluationReport.Draw(console, metrics));
        });
        return command;
    }

    private static IDataView Part(MLContext mlContext, RunConfiguration? configuration, MetaPhase part) => configuration is not null
        ? DataSet.Load(mlContext, configuration.Data).Part(part)
        : throw new ConfigurationException(["the model is not in the folder of a run, which would name its data: give --rows."]);
}
