using System.CommandLine;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Data;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn data list</c>: the kinds of data with their settings, and the published data sets.</summary>
internal static class DataListCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("list", "Lists the kinds of data with their settings, and the published data sets.");
        command.SetAction(_ => session.Print(
            new JsonObject
            {
                ["kinds"] = new JsonArray(DataSources.Settings.Choices.Select(c => (JsonNode)Describe(c.Key, c.Value)).ToArray()),
                ["dataSets"] = new JsonArray(FewShotDataset.All.Select(d => (JsonNode)Describe(d)).ToArray()),
            },
            Draw));
        return command;
    }

    private static JsonObject Describe(string name, ObjectType type) => new()
    {
        ["kind"] = name,
        ["description"] = type.Description,
        ["settings"] = new JsonArray(type.Settings.Select(s => (JsonNode)new JsonObject
        {
            ["name"] = s.Name,
            ["description"] = s.Description,
        }).ToArray()),
    };

    private static JsonObject Describe(FewShotDataset dataSet) => new()
    {
        ["name"] = dataSet.Name,
        ["description"] = dataSet.Description,
        ["licence"] = dataSet.License,
        ["size"] = dataSet.Size is { } size ? JsonText.Node(size) : null,
        ["download"] = dataSet.Files.Count > 0,
        ["howToGet"] = dataSet.HowToGet,
        ["home"] = $"{dataSet.Home}",
    };

    private static void Draw(IAnsiConsole console)
    {
        console.WriteLine("Kinds of data:");
        foreach (var (name, type) in DataSources.Settings.Choices)
        {
            console.WriteLine($"{name}: {type.Description}");
            foreach (var setting in type.Settings)
                console.WriteLine($"    {setting.Name}: {setting.Description}");
        }
        console.WriteLine("\nPublished data sets:");
        foreach (var dataSet in FewShotDataset.All)
            console.WriteLine($"{dataSet.Name}: {dataSet.Description}\n    " +
            $"{(dataSet.Size is { } size ? $"{size}" : "size: as its files are")}; licence: {dataSet.License}\n" +
                $"    {(dataSet.Files.Count > 0 ? $"metalearn data download {dataSet.Name} --output FOLDER" : dataSet.HowToGet)}");
    }
}
