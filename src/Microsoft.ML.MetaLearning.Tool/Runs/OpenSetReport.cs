using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Data;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Runs;

/// <summary>How well rows of none of an episode's classes are told, and how that is shown.</summary>
internal static class OpenSetReport
{
    /// <param name="task">What is judged.</param>
    /// <param name="outOfScope">Rows of no class at all, or null for those of other classes.</param>
    public static OpenSetMetrics Evaluate(EvaluationTask task, string? outOfScope)
    {
        var outside = outOfScope is null ? null : ModelRows.ReadLabelled(task.MLContext, task.Model.Schema, outOfScope);
        return DataException.Guard(() => task.MLContext.MetaLearning().EvaluateOpenSet(
            task.Model.Model, task.Rows, task.Settings.ToProtocol(), outside));
    }

    public static void Print(Session session, OpenSetMetrics metrics, string? file)
    {
        var document = ToJson(metrics);
        if (file is not null)
            AtomicFile.WriteText(file, JsonText.Write(document));
        session.Print(document, console => console.WriteLine($"{metrics}"));
    }

    private static JsonObject ToJson(OpenSetMetrics metrics) => new()
    {
        ["ways"] = metrics.Ways,
        ["shots"] = metrics.Shots,
        ["queryShots"] = metrics.QueryShots,
        ["unknownQueries"] = metrics.UnknownQueries,
        ["outOfScope"] = metrics.IsOutOfScope,
        ["episodes"] = metrics.Episodes,
        ["accuracy"] = metrics.Accuracy,
        ["confidenceInterval95"] = metrics.ConfidenceInterval95,
        ["chance"] = metrics.Chance,
        ["isAboveChance"] = metrics.IsAboveChance,
        ["measures"] = new JsonObject(metrics.Measures.Select(m => KeyValuePair.Create(
            JsonText.Name($"{m.Measure}"),
            (JsonNode?)new JsonObject
            {
                ["areaUnderRocCurve"] = m.AreaUnderRocCurve,
                ["confidenceInterval95"] = m.ConfidenceInterval95,
                ["detectionRate"] = m.DetectionRate,
            }))),
        ["best"] = JsonText.Name($"{metrics.Best.Measure}"),
    };
}
