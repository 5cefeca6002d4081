using System.CommandLine;
using System.Text.Json.Nodes;
using MetaLearn.Runs;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn report</c>: a page about a model, for a browser.</summary>
internal static class ReportCommand
{
    public static Command Create(Session session)
    {
        var arguments = new EvaluationArguments();
        var output = new Option<string?>("--output", "-o")
        {
            Description = "the page; report.html in the folder of the run, or in the current one, by default"
        };
        var command = new Command(
            "report",
            "Judges a model and writes a page about it: scores, hardest classes, confusions, embeddings, training curves.") { output };
        arguments.AddTo(command);
        command.SetAction(result =>
        {
            using var task = arguments.Read(session, result);
            var run = task.Model.Run;
            var file = CommonOptions.OutputFile(result.GetValue(output) ?? run?.Report ?? "report.html");
            var metrics = EvaluationReport.WritePage(file, task.MLContext, task.Model.Model, task.Rows, task.Settings, run);
            session.Print(new JsonObject { ["page"] = file, ["evaluation"] = EvaluationReport.ToJson(metrics) }, console =>
            {
                EvaluationReport.Draw(console, metrics);
                console.WriteLine(file);
            });
        });
        return command;
    }
}
