using System.CommandLine;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Data;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn data check</c>: what is in data, and what is wrong with it.</summary>
internal static class DataCheckCommand
{
    public static Command Create(Session session)
    {
        var (source, set) = (DataArgument.Create(), CommonOptions.Set());
        var command = new Command("check", "Counts rows and classes, and names what is wrong: files, rows, and parts too small for the episodes of the configuration.") { source, set };
        command.SetAction(result =>
        {
            var (data, configuration) = DataArgument.Read(result.GetValue(source)!, result.GetValue(set));
            var loaded = DataSet.Load(session.CreateContext(), data);
            string[] problems = configuration is null ? [] : [.. EpisodeNeeds.Problems(loaded, configuration)];
            var document = Describe(loaded);
            document["problems"] = new JsonArray(problems.Select(p => (JsonNode)p).ToArray());
            session.Print(document, console =>
            {
                foreach (var (name, value) in document.Where(p => p.Key != "problems"))
                    console.WriteLine($"{name}: {value}");
            });
            foreach (var warning in data.Warnings(loaded.Rows))
                session.Say($"warning: {warning}");
            foreach (var problem in problems)
                session.Say(problem);
            return (int)(problems.Length == 0 ? ExitCode.Success : ExitCode.Data);
        });
        return command;
    }

    private static JsonObject Describe(DataSet data)
    {
        var sizes = DataSet.ClassSizes(data.Rows);
        return new JsonObject
        {
            ["data"] = data.Source.Title,
            ["hash"] = data.Hash(),
            ["rows"] = sizes.Values.Sum(),
            ["classes"] = sizes.Count,
            ["fewestRowsOfAClass"] = sizes.Values.DefaultIfEmpty().Min(),
            ["mostRowsOfAClass"] = sizes.Values.DefaultIfEmpty().Max(),
            ["split"] = JsonText.Name($"{data.SplitBy}"),
            ["trainClasses"] = DataSet.ClassSizes(data.Split.MetaTrain).Count,
            ["validationClasses"] = DataSet.ClassSizes(data.Split.MetaValidation).Count,
            ["testClasses"] = DataSet.ClassSizes(data.Split.MetaTest).Count,
        };
    }
}
