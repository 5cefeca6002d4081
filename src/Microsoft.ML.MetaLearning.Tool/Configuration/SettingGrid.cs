using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace MetaLearn.Configuration;

/// <summary>Several values of one setting: <c>learner.shots=1,5</c>, or a JSON array where a value has commas in it.</summary>
/// <param name="Path">The names from the root to the setting.</param>
/// <param name="Values">The values.</param>
internal sealed record GridAxis(string Path, IReadOnlyList<string> Values)
{
    public static GridAxis Parse(
        string text, string option = "--vary", string form = "key.path=value,value, for instance learner.shots=1,5")
    {
        var (path, value, _) = Override.Parse(text, option, form);
        var values = value.StartsWith('[')
            ? SourceReader.Read(value, $"{option} {path}", folder: "/").Items.Select(v =>
                v.Kind == JsonValueKind.String ? v.Text : v.ToString()).ToArray()
            : value.Split(',', StringSplitOptions.TrimEntries);
        return values.Length > 0 && values.All(v => v.Length > 0)
            ? new GridAxis(path, values)
            : throw new ConfigurationException([$"{option} {text}: must name values, separated by commas."]);
    }
}

/// <summary>All combinations of the values of several settings.</summary>
internal static class SettingGrid
{
    /// <summary>Each combination with a name made of the settings' names and values: "shots-1_seed-0".</summary>
    public static IEnumerable<(string Name, IReadOnlyList<Override> Overrides)> Expand(IReadOnlyList<GridAxis> axes)
    {
        // The learning rates of both loops are told apart by their groups.
        string Last(string path) => path.Split('.')[^1];
        string Title(string path) => axes.Count(a => Last(a.Path) == Last(path)) > 1
            ? string.Join('.', path.Split('.').TakeLast(2))
            : Last(path);
        IEnumerable<IReadOnlyList<Override>> combinations = [[]];
        foreach (var axis in axes)
            combinations = combinations.SelectMany(before => axis.Values.Select(v =>
                (IReadOnlyList<Override>)[.. before, new Override(axis.Path, v, "--vary")]));
        return combinations.Select(c => (string.Join('_', c.Select(o => $"{Title(o.Path)}-{FileName(o.Value)}")), c));
    }

    private static string FileName(string value) =>
        string.Concat(value.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' ? c : '_')).Trim('_');
}
