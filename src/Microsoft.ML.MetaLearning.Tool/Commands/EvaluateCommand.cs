using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
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
        var arguments = new EvaluationArguments();
        var grid = new Option<string[]>("--grid")
        {
            Description = "several sizes of episodes: ways, shots, queryShots or imbalance; may be given several times, for all " +
                "combinations",
            HelpName = "ways=3,5",
        };
        var openSet = new Option<bool>("--open-set") { Description = "how well rows of none of an episode's classes are told" };
        var outOfScope = new Option<string?>("--out-of-scope")
        {
            Description = "with --open-set: rows of no class at all, instead of other classes"
        };
        var draw = new Option<string?>("--draw-episodes")
        {
            Description = "a file to write the episodes to, which others can be judged by"
        };
        var replay = new Option<string?>("--episodes-from") { Description = "a file that --draw-episodes wrote: the same episodes" };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "a file for the result: JSON, for 'compare' and 'rank'; with --grid also CSV"
        };
        var command = new Command(
            "evaluate",
            "Judges a model over episodes, transductively and inductively side by side.")
            {
                grid,
                openSet,
                outOfScope,
                draw,
                replay,
                output,
            };
        arguments.AddTo(command);
        command.Validators.Add(result =>
        {
            string[] Given(params IEnumerable<Option> options) =>
                options.Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToArray();
            if (Given(grid, openSet, draw, replay) is { Length: > 1 } forms)
                result.AddError($"{string.Join(" and ", forms)} exclude each other.");
            if (result.GetResult(replay) is not null && Given(arguments.Episodes) is [var first, ..])
                result.AddError($"{replay.Name} and {first} exclude each other.");
            if (result.GetResult(outOfScope) is not null && result.GetResult(openSet) is null or { Implicit: true })
                result.AddError($"{outOfScope.Name} needs {openSet.Name}.");
        });
        command.SetAction(result =>
        {
            using var task = arguments.Read(session, result);
            var file = result.GetValue(output) is { } path ? CommonOptions.OutputFile(path) : null;
            if (result.GetValue(grid) is { Length: > 0 } axes)
                GridReport.Print(session, GridReport.Evaluate(task, axes), file);
            else if (result.GetValue(openSet))
                OpenSetReport.Print(session, OpenSetReport.Evaluate(task, result.GetValue(outOfScope)), file);
            else
                Print(
                    session,
                    Evaluate(task, result.GetValue(draw) is { } drawn ? CommonOptions.OutputFile(drawn) : null, result.GetValue(replay)),
                    file);
        });
        return command;
    }

    private static FewShotMetrics Evaluate(EvaluationTask task, string? draw, string? replay)
    {
        var (catalog, model, settings) = (task.MLContext.MetaLearning(), task.Model.Model, task.Settings);
        if ((draw ?? replay) is not { } file)
            return EvaluationReport.Evaluate(task.MLContext, model, task.Rows, settings);
        return DataException.Guard(() =>
        {
            if (draw is not null)
            {
                var meta = (MetaLearnedTransformer)task.Model.Steps[^1];
                var protocol = settings.ToProtocol(meta.Ways, meta.Shots, meta.QueryShots) with { AdaptationSteps = null };
                catalog.DrawEpisodes(task.Rows, protocol, ColumnNames.Label).Save(file);
            }
            var replayed = EvaluationProtocol.Replay(SavedEpisodes.Load(file)) with { AdaptationSteps = settings.AdaptationSteps };
            return catalog.Evaluate(model, task.Rows, replayed);
        });
    }

    private static void Print(Session session, FewShotMetrics metrics, string? file)
    {
        if (file is not null)
            metrics.Save(file);
        session.Print(EvaluationReport.ToJson(metrics), console => EvaluationReport.Draw(console, metrics));
    }
}
