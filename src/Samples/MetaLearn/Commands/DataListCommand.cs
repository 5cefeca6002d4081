using System.CommandLine;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Data;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn data list</c>: the kinds of data and their settings.</summary>
internal static class DataListCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("list", "Lists the kinds of data and their settings.");
        command.SetAction(_ => session.Print(new JsonArray(DataSources.Settings.Choices.Select(c => (JsonNode)Describe(c.Key, c.Value)).ToArray()), console =>
        {
            foreach (var (name, type) in DataSources.Settings.Choices)
            {
                console.WriteLine($"{name}: {type.Description}");
                foreach (var setting in type.Settings)
                    console.WriteLine($"    {setting.Name}: {setting.Description}");
            }
        }));
        return command;
    }

    private static JsonObject Describe(string name, ObjectType type) => new()
    {
        ["kind"] = name,
        ["description"] = type.Description,
        ["settings"] = new JsonArray(type.Settings.Select(s => (JsonNode)new JsonObject { ["name"] = s.Name, ["description"] = s.Description }).ToArray()),
    };
}
