using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using MetaLearn.Configuration;
using MetaLearn.Data;

namespace MetaLearn.Commands;

/// <summary>
/// Data named on the command line: by a configuration, a folder of images, a CSV or TSV file, or a kind that needs no file.
/// </summary>
internal static class DataArgument
{
    public static Argument<string> Create() =>
        new("source")
        {
            Description = "a configuration (.json), a folder of images, a CSV or TSV file, or a kind of data that needs no file, as " +
                "'glyphs'"
        };

    /// <summary>
    /// The configuration of the data, and whether it is the user's or else the default around the data; <c>--set</c> takes the settings of
    /// the data alone.
    /// </summary>
    public static (RunConfiguration Configuration, bool IsGiven) Read(string source, string[]? sets)
    {
        var overrides = (sets ?? []).Select(set => Override.Parse(set)).ToArray();
        var extension = Path.GetExtension(source).ToLowerInvariant();
        if (extension == ".json")
            return (ConfigurationLoader.LoadFile(source, Below("data", overrides)), true);
        JsonObject data = extension is ".csv" or ".tsv" ? new() { ["kind"] = "table", ["path"] = source }
            : DataSources.Settings.Choices.TryGetValue(source, out var kind) && !kind.Settings.Any(s => s.Required)
                ? new() { ["kind"] = source }
            : new() { ["kind"] = "folder", ["path"] = source };
        JsonObject root = new() { ["data"] = data };
        var node = SourceReader.Read(JsonText.Write(root), source, Directory.GetCurrentDirectory());
        return (ConfigurationLoader.Load(node, Below("data", overrides)), false);
    }

    private static IEnumerable<Override> Below(string section, IEnumerable<Override> overrides) =>
        overrides.Select(o => o with { Path = $"{section}.{o.Path}" });
}
