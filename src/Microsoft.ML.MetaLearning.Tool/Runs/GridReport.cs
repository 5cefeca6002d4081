using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Runs;

/// <summary>Evaluations against the size of episodes, and how they are shown.</summary>
internal static class GridReport
{
    private const string Ways = "ways";
    private const string Shots = "shots";
    private const string QueryShots = "queryShots";
    private const string Imbalance = "imbalance";

    /// <param name="task">What is judged; its settings hold where no axis is given.</param>
    /// <param name="texts">The axes, for instance "ways=3,5".</param>
    public static EvaluationGrid Evaluate(EvaluationTask task, IReadOnlyList<string> texts)
    {
        var axes = texts.Select(text => GridAxis.Parse(text, "--grid", "name=value,value, for instance ways=3,5")).ToArray();
        if (axes.FirstOrDefault(a => a.Path is not (Ways or Shots or QueryShots or Imbalance)) is { } unknown)
            throw new ConfigurationException([$"--grid {unknown.Path}: must be one of {Ways}, {Shots}, {QueryShots}, " +
                $"{Imbalance}.{Names.DidYouMean(unknown.Path, [Ways, Shots, QueryShots, Imbalance])}"]);
        var (ways, shots, queryShots) = (Values(axes, Ways, 2), Values(axes, Shots, 1), Values(axes, QueryShots, 1));
        var (imbalances, protocol) = (Values<double>(axes, Imbalance, 1), task.Settings.ToProtocol());
        return DataException.Guard(() => task.MLContext.MetaLearning()
            .EvaluateGrid(task.Model.Model, task.Rows, ways, shots, queryShots, imbalances, protocol));
    }

    public static void Print(Session session, EvaluationGrid grid, string? file)
    {
        var document = ToJson(grid);
        if (file is not null)
            AtomicFile.WriteText(
                file, Path.GetExtension(file).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? grid.ToCsv() : JsonText.Write(document));
        session.Print(document, console => console.WriteLine($"{grid}"));
    }

    /// <summary>The values of an axis; null where it is not given.</summary>
    private static T[]? Values<T>(IEnumerable<GridAxis> axes, string name, T smallest) where T : struct, INumber<T>
    {
        if (axes.LastOrDefault(a => a.Path == name) is not { } axis)
            return null;
        return axis.Values.Select(text => T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= smallest
            ? number
            : throw new ConfigurationException([$"--grid {name}: must be numbers of at least {smallest}, but one is '{text}'."])).ToArray();
    }

    private static JsonObject ToJson(EvaluationGrid grid) => new()
    {
        ["episodes"] = grid.Episodes,
        ["cells"] = new JsonArray(grid.Cells.Select(c => (JsonNode)new JsonObject
        {
            [Ways] = c.Ways,
            [Shots] = c.Shots,
            [QueryShots] = c.QueryShots,
            [Imbalance] = c.Imbalance,
            ["evaluation"] = c.Metrics is { } metrics ? EvaluationReport.ToJson(metrics) : null,
            ["absent"] = c.Reason,
        }).ToArray()),
    };
}
