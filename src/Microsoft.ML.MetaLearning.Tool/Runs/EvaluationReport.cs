using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Data;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Runs;

/// <summary>Evaluations, and how they are shown: both protocols of normalization side by side.</summary>
internal static class EvaluationReport
{
    public static FewShotMetrics Evaluate(
        MLContext mlContext, ITransformer model, IDataView rows, EvaluationSettings settings) => DataException.Guard(() =>
        mlContext.MetaLearning().Evaluate(model, rows, settings.ToProtocol()));

    /// <summary>Evaluates, and writes a page about it.</summary>
    /// <param name="file">The page.</param>
    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows to judge by.</param>
    /// <param name="settings">The episodes.</param>
    /// <param name="run">The run of the model, for its name and training curves; null if it has none.</param>
    public static FewShotMetrics WritePage(
        string file,
        MLContext mlContext,
        ITransformer model,
        IDataView rows,
        EvaluationSettings settings,
        RunFolder? run) => DataException.Guard(() =>
        mlContext.MetaLearning().WriteReport(
            file, model, rows, settings.ToProtocol(), run?.ReadMetrics(), Path.GetFileName(run?.Path ?? file)));

    public static JsonObject ToJson(FewShotMetrics metrics) => new()
    {
        ["sampling"] = metrics.Sampling,
        ["ways"] = metrics.Ways,
        ["shots"] = metrics.Shots,
        ["queryShots"] = metrics.QueryShots,
        ["episodes"] = metrics.Episodes,
        ["models"] = metrics.Models,
        ["adaptationSteps"] = metrics.AdaptationSteps,
        ["normalization"] = JsonText.Name($"{metrics.Normalization}"),
        ["asTrained"] = AsTrained(metrics),
        ["chance"] = metrics.Chance,
        ["isAboveChance"] = metrics.IsAboveChance,
        ["inductive"] = ToJson(metrics.Inductive),
        ["transductive"] = metrics.Transductive is { } scores ? ToJson(scores) : null,
        ["bestSingleModel"] = metrics.BestSingleModel is { } single ? ToJson(single) : null,
    };

    public static void Draw(IAnsiConsole console, FewShotMetrics metrics)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("protocol");
        foreach (var column in new[] { "accuracy", "95 % interval", "log loss", "calibration error" })
            table.AddColumn(new TableColumn(column).RightAligned());
        AddRows(table, metrics, "");
        if (metrics.BestSingleModel is { } single)
            AddRows(table, single, "best model alone, ");
        console.WriteLine($"{metrics.Sampling ?? $"{metrics.Ways}-way {metrics.Shots}-shot, {metrics.QueryShots} query shots"}, " +
        $"{metrics.Episodes} episodes, " +
            $"{(metrics.Models == 1 ? "single model" : $"ensemble of {metrics.Models} models")}, {metrics.AdaptationSteps} adaptation " +
            $"steps, trained with " +
            $"{JsonText.Name($"{metrics.Normalization}")}{(metrics.Chance is { } chance ? $"; chance is {Percent(chance)}" : "")}");
        console.Write(table);
        if (metrics.IsAboveChance == false)
            console.WriteLine("the interval does not exclude chance: the model may have learned nothing");
    }

    private static void AddRows(Table table, FewShotMetrics metrics, string model)
    {
        AddRow(table, metrics, model, "inductive", metrics.Inductive);
        if (metrics.Transductive is { } transductive)
            AddRow(table, metrics, model, "transductive", transductive);
    }

    private static void AddRow(Table table, FewShotMetrics metrics, string model, string protocol, EpisodeScores scores) => table.AddRow(
        $"{model}{protocol}{(AsTrained(metrics) == protocol ? " (as trained)" : "")}",
        Percent(scores.Accuracy),
        $"± {Percent(scores.ConfidenceInterval95)}",
        scores.LogLoss.ToString("F3", CultureInfo.InvariantCulture),
        scores.ExpectedCalibrationError.ToString("F3", CultureInfo.InvariantCulture));

    private static string AsTrained(FewShotMetrics metrics) => ReferenceEquals(metrics.AsTrained, metrics.Inductive)
        ? "inductive"
        : "transductive";

    private static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value * 100:F2} %");

    private static JsonObject ToJson(EpisodeScores scores) => new()
    {
        ["accuracy"] = scores.Accuracy,
        ["confidenceInterval95"] = scores.ConfidenceInterval95,
        ["logLoss"] = scores.LogLoss,
        ["expectedCalibrationError"] = scores.ExpectedCalibrationError,
    };
}
