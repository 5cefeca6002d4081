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
        var command = new Command(
            "check",
            "Counts rows and classes, and names what is wrong: files, rows, and parts too small for the episodes of the configuration.")
            {
                source,
                set,
            };
        command.SetAction(result =>
        {
            var (configuration, isGiven) = DataArgument.Read(result.GetValue(source)!, result.GetValue(set));
            var loaded = DataSet.Load(session.CreateContext(), configuration.Data);
            var lacks = EpisodeNeeds.Problems(loaded, configuration);
            // Data alone is wanted for nothing yet: what the defaults would lack is no fault of it.
            var problems = isGiven ? lacks : [];
            var settings = lacks.Count > 0 ? SuitableSettings.For(loaded, configuration) : [];
            var document = Describe(loaded);
            document["problems"] = new JsonArray(problems.Select(p => (JsonNode)p).ToArray());
            document["suitableSettings"] = new JsonArray(settings.Select(s => (JsonNode)s).ToArray());
            session.Print(document, console =>
            {
                foreach (var (name, value) in document.Where(p => p.Value is not JsonArray))
                    console.WriteLine($"{name}: {value}");
            });
            foreach (var warning in configuration.Data.Warnings(loaded.Rows))
                session.Say($"warning: {warning}");
            foreach (var problem in problems.Concat(SuitableSettings.Advice(settings)))
                session.Say(problem);
            return (int)(problems.Count == 0 ? ExitCode.Success : ExitCode.Data);
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
