using System;
using System.CommandLine;
using System.Linq;
using MetaLearn.Configuration;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Commands;

/// <summary><c>metalearn classifier reject</c>: a classifier that tells rows of none of its classes.</summary>
internal static class ClassifierRejectCommand
{
    public static Command Create(Session session)
    {
        var (classifier, output) = (ClassifierCommand.Classifier(), ClassifierCommand.Output());
        var heldOut = new Option<string?>("--held-out")
        {
            Description = "examples of classes that neither the model nor the classifier has seen: a folder of images, or a CSV or TSV " +
                "file with the column Label"
        };
        var run = new Option<string?>("--run")
        {
            Description = "in place of --held-out: the folder of a run, whose classes for testing are taken"
        };
        var rate = new Option<double>("--false-rejection-rate")
        {
            Description = "the part of the rows of its own classes that may be rejected",
            DefaultValueFactory = _ => 0.05,
        };
        var measure = new Option<string?>("--measure")
        {
            Description = "what new rows are told by; by default what tells the held-out classes best"
        };
        measure.AcceptOnlyFromAmong(Enum.GetNames<NoveltyMeasure>().Select(JsonText.Name).ToArray());
        var queryShots = new Option<int>("--query-shots")
        {
            Description = "query examples per class of the episodes to calibrate on",
            DefaultValueFactory = _ => 5,
        };
        var episodes = new Option<int>("--episodes") { Description = "episodes to calibrate on", DefaultValueFactory = _ => 200 };
        var seed = new Option<int>("--seed") { Description = "the same seed takes the same episodes" };
        var command = new Command(
            "reject",
            "Calibrates a threshold, so that 'predict' tells rows that belong to none of the classes.")
            {
                classifier,
                heldOut,
                run,
                rate,
                measure,
                queryShots,
                episodes,
                seed,
                output,
            };
        command.Validators.Add(result =>
        {
            if (result.GetResult(heldOut) is null == result.GetResult(run) is null)
                result.AddError($"give {heldOut.Name} or {run.Name}.");
            if (result.GetResult(rate)?.Errors.Any() == false && result.GetValue(rate) is not (>= 0 and <= 1))
                result.AddError($"{rate.Name} must be 0 to 1.");
        });
        command.SetAction(result => ClassifierCommand.Change(
            session,
            result.GetValue(classifier)!,
            result.GetValue(output)!,
            (mlContext, loaded) => mlContext.MetaLearning().WithRejection(
            loaded.Model,
            result.GetValue(heldOut) is { } path
                ? ModelRows.ReadLabelled(mlContext, loaded.Schema, path)
                : TestPart(mlContext, result.GetValue(run)!),
            result.GetValue(rate),
            result.GetValue(measure) is { } name ? Enum.Parse<NoveltyMeasure>(name, ignoreCase: true) : null,
            result.GetValue(queryShots),
            result.GetValue(episodes),
            result.GetValue(seed))));
        return command;
    }

    private static IDataView TestPart(MLContext mlContext, string run) =>
        DataSet.Load(mlContext, RunFolder.Open(run).ReadConfiguration([]).Data).Part(MetaPhase.Test);
}
