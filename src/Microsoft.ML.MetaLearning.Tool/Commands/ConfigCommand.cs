using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Runs;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Commands;

/// <summary><c>metalearn config</c>: writes, checks and multiplies configurations.</summary>
internal static class ConfigCommand
{
    public static Command Create(Session session)
    {
        var preset = CommonOptions.Preset();
        var learner = Choice("--learner", "the learner of the template", LearnerCatalog.Settings, "maml");
        var data = Choice("--data", "the kind of data of the template", Data.DataSources.Settings, "folder");
        var backbone = Choice("--backbone", "the network of the template", BackboneCatalog.Settings, otherwise: null);
        var command = new Command("config", "Prints a configuration with all settings explained, or a preset.")
        {
            preset,
            learner,
            data,
            backbone,
        };
        command.SetAction(result => session.Out.Write(result.GetValue(preset) is { } name
            ? Presets.Text(name)
            : ConfigurationTemplate.Write(Template(result.GetValue(learner)!, result.GetValue(data)!, result.GetValue(backbone)))));
        command.Subcommands.Add(CreatePresets(session));
        command.Subcommands.Add(CreateSchema(session));
        command.Subcommands.Add(CreateCheck(session));
        command.Subcommands.Add(CreateExpand(session));
        return command;
    }

    /// <summary>A configuration with the defaults of what was chosen.</summary>
    public static RunConfiguration Template(string learner, string data, string? backbone)
    {
        JsonObject root = new() { ["data"] = new JsonObject { ["kind"] = data }, ["learner"] = new JsonObject { ["name"] = learner } };
        var source = Data.DataSources.Settings.Choices[data];
        foreach (var required in source.Settings.Where(s => s.Required))
            root["data"]![required.Name] = Example(data, required);
        if (backbone is not null)
            root["backbone"] = new JsonObject(BackboneCatalog.Settings.Choices[backbone].Settings.Where(s => s.Required)
                .Select(s => KeyValuePair.Create(s.Name, (JsonNode?)new JsonArray(2)))
                    .Prepend(KeyValuePair.Create(BackboneCatalog.Settings.Tag, (JsonNode?)backbone)));
        var template = ConfigurationLoader.Load(SourceReader.Read(JsonText.Write(root), "template", Directory.GetCurrentDirectory()), []);
        // A path in a file is relative to the file.
        foreach (var path in source.Settings.Where(s => s.IsPath))
            path.Set(template.Data, (string?)root["data"]![path.Name]);
        return template;
    }

    /// <summary>What stands in a template for what must be given.</summary>
    private static string Example(string data, Setting required) => data is "table" or "text"
        ? "rows.csv"
        : required.IsPath ? "images" : FewShotDataset.All[0].Name;

    private static Option<string?> Choice(string name, string description, UnionType union, string? otherwise)
    {
        var option = new Option<string?>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.AcceptOnlyFromAmong([.. union.Choices.Keys]);
        return option;
    }

    private static Command CreatePresets(Session session)
    {
        var command = new Command("presets", "Lists the presets and where their settings come from.");
        command.SetAction(_ =>
        {
            var presets = Presets.All.Select(name => (Name: name, About: CommonOptions.Read(
                file: null, name, sets: null).About!)).ToArray();
            session.Print(
                new JsonArray(presets.Select(p => (JsonNode)new JsonObject
                {
                    ["name"] = p.Name,
                    ["about"] = JsonText.Node(p.About),
                }).ToArray()),
                console =>
            {
                foreach (var (name, about) in presets)
                    console.WriteLine($"{name}\n    {about.Title}\n    {about.Source}");
            });
        });
        return command;
    }

    private static Command CreateSchema(Session session)
    {
        var command = new Command("schema", "Prints the JSON schema of configurations.");
        command.SetAction(_ => session.Out.WriteLine(JsonText.Write(ConfigurationSchema.Write())));
        return command;
    }

    private static Command CreateCheck(Session session)
    {
        var (file, preset, set) = (CommonOptions.Configuration(), CommonOptions.Preset(), CommonOptions.Set());
        var command = new Command("check", "Checks a configuration; prints it with all settings.") { file, preset, set };
        command.SetAction(result => session.Out.WriteLine(JsonText.Write(ConfigurationWriter.Write(CommonOptions.Read(
            result.GetValue(file), result.GetValue(preset), result.GetValue(set))))));
        return command;
    }

    private static Command CreateExpand(Session session)
    {
        var (file, preset, set) = (CommonOptions.Configuration(), CommonOptions.Preset(), CommonOptions.Set());
        var vary = new Option<string[]>("--vary")
        {
            Description = "values of a setting: key.path=value,value; may be given several times, for all combinations",
            HelpName = "key.path=value,value",
            Required = true,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "the folder for the configurations",
            DefaultValueFactory = _ => ".",
        };
        var command = new Command(
            "expand", "Writes a configuration for each combination of values; prints their files.") { file, preset, set, vary, output };
        command.SetAction(result =>
        {
            var (path, name) = (result.GetValue(file), result.GetValue(preset));
            var fixedOverrides = (result.GetValue(set) ?? []).Select(s => Override.Parse(s)).ToArray();
            // All are checked before the first is written.
            var configurations = SettingGrid.Expand([.. result.GetValue(vary)!.Select(axis => GridAxis.Parse(axis))]).Select(cell =>
                (cell.Name, Json: ConfigurationWriter.Write(ConfigurationLoader.Load(
                    CommonOptions.Source(path, name), [.. fixedOverrides, .. cell.Overrides])))).ToArray();
            var folder = Directory.CreateDirectory(result.GetValue(output)!).FullName;
            var files = configurations.Select(c => (File: Path.Combine(
                folder, $"{CommonOptions.NameOf(path, name)}_{c.Name}.json"), c.Json)).ToArray();
            foreach (var (target, json) in files)
                AtomicFile.WriteText(target, JsonText.Write(json));
            session.Print(
                new JsonArray(files.Select(f => (JsonNode)f.File).ToArray()),
                console => console.WriteLine(string.Join('\n', files.Select(f => f.File))));
        });
        return command;
    }
}
