using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Data;
using MetaLearn.Runs;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn rank</c>: learners by their average rank over data sets, from saved results.</summary>
internal static class RankCommand
{
    public static Command Create(Session session)
    {
        var folders = new Argument<string[]>("folders")
        {
            Description = "a folder for each data set, with a result LEARNER.json that 'evaluate --output' saved for each learner",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("rank", "Ranks learners over several data sets, from saved results.") { folders };
        command.SetAction(result =>
        {
            var results = result.GetValue(folders)!.ToDictionary(Path.TrimEndingDirectorySeparator, Results);
            var ranking = DataException.Guard(() => session.CreateContext().MetaLearning().Rank(results));
            session.Print(ToJson(ranking, results), console => console.WriteLine($"{ranking}"));
        });
        return command;
    }

    private static IReadOnlyDictionary<string, FewShotMetrics> Results(string folder) => DataException.Guard(() =>
        Directory.GetFiles(folder, "*.json").ToDictionary(file => Path.GetFileNameWithoutExtension(file), FewShotMetrics.Load));

    private static JsonObject ToJson(
        LearnerRanking ranking, Dictionary<string, IReadOnlyDictionary<string, FewShotMetrics>> results) => new()
        {
            ["compared"] = ranking.IsTransductive ? "transductive" : "inductive",
            ["learners"] = new JsonArray(ranking.Learners.Select(l => (JsonNode)new JsonObject
            {
                ["name"] = l.Name,
                ["averageRank"] = l.AverageRank,
                ["dataSets"] = new JsonObject(l.Results.Select(r => KeyValuePair.Create(r.DataSet, (JsonNode?)new JsonObject
                {
                    ["accuracy"] = r.Scores.Accuracy,
                    ["confidenceInterval95"] = r.Scores.ConfidenceInterval95,
                    ["rank"] = r.Rank,
                    ["chance"] = results[r.DataSet][l.Name].Chance,
                    ["isAboveChance"] = results[r.DataSet][l.Name].IsAboveChance,
                }))),
            }).ToArray()),
        };
}
