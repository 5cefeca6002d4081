using System.CommandLine;
using System.IO;
using System.Linq;
using MetaLearn.Configuration;

namespace MetaLearn.Commands;

/// <summary>Options that several commands have, and how they are read.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "write the result as one JSON document; messages go to the error output",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "show the log of ML.NET, and where errors come from",
        Recursive = true,
    };

    public static Option<string[]> Set() =>
        new("--set")
        {
            Description = "a setting in place of the configuration's: key.path=value; may be given several times",
            HelpName = "key.path=value",
        };

    public static Option<string?> Preset() =>
        new("--preset") { Description = "published settings in place of a file; 'metalearn config presets' lists them" };

    public static Argument<string?> Configuration() =>
        new("configuration") { Description = "a configuration in JSON", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The configuration of a file or a preset, with what is set on the command line.</summary>
    /// <exception cref="ConfigurationException">It is wrong, or not exactly one of the two is given.</exception>
    public static RunConfiguration Read(string? file, string? preset, string[]? sets, string? output = null)
    {
        var overrides = (sets ?? []).Select(set => Override.Parse(set)).ToList();
        if (output is not null)
            overrides.Add(new Override("output", output, "--output"));
        return ConfigurationLoader.Load(Source(file, preset), overrides);
    }

    /// <summary>The JSON of a file or a preset.</summary>
    public static SourceNode Source(string? file, string? preset) => (file, preset) switch
    {
        ({ } path, null) => SourceReader.ReadFile(path),
        (null, { } name) => Presets.Read(name),
        _ => throw new ConfigurationException(["give a configuration, or --preset with the name of one."]),
    };

    /// <summary>
    /// The full path of a file to write. Its folder is made, so that a wrong path is found out before the work and not after it.
    /// </summary>
    public static string OutputFile(string path)
    {
        var file = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    /// <summary>The name of a configuration, for the folder of its run.</summary>
    public static string NameOf(string? file, string? preset) => preset ?? Path.GetFileNameWithoutExtension(file!);
}
