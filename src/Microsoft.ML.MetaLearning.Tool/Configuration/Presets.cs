using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace MetaLearn.Configuration;

/// <summary>Configurations with published settings, which the tool carries with it.</summary>
internal static class Presets
{
    private static readonly Assembly s_assembly = typeof(Presets).Assembly;

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> All { get; } = s_assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).ToArray();

    /// <summary>The JSON of one.</summary>
    /// <exception cref="ConfigurationException">There is none of that name.</exception>
    public static string Text(string name)
    {
        using var stream = s_assembly.GetManifestResourceStream(name)
            ?? throw new ConfigurationException(
                [$"'{name}' is no preset.{Names.DidYouMean(name, All)} The presets are {string.Join(", ", All)}."]);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>One, with paths relative to the current folder.</summary>
    public static SourceNode Read(string name) => SourceReader.Read(Text(name), $"preset {name}", Directory.GetCurrentDirectory());
}
