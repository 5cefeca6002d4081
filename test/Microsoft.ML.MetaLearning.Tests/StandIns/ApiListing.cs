using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>The members of the real packages, read from build/standins/api.</summary>
/// <remarks>
/// <c>*.public.txt</c> lists every public and protected member of an assembly. <c>Microsoft.ML.internals.txt</c> lists the non-public
/// members too, but only of those types that outside assemblies may need: an internal member it lacks is not known to exist.
/// </remarks>
internal sealed partial class ApiListing
{
    private readonly Dictionary<(string Assembly, string Id), ApiMember> _public = [];
    private readonly Dictionary<(string Assembly, string Id), ApiMember> _withInternals = [];

    private ApiListing(CallListing calls)
    {
        Calls = calls;
    }

    public CallListing Calls { get; }

    public static ApiListing Load()
    {
        string folder = Path.Combine(FindRepository(), "build", "standins", "api");
        var listing = new ApiListing(CallListing.Load(Path.Combine(folder, "TorchSharp.signatures.txt")));
        foreach (string path in Directory.EnumerateFiles(folder, "*.public.txt"))
        {
            string assembly = Path.GetFileName(path)[..^".public.txt".Length];
            foreach (string line in File.ReadLines(path).Where(IsMember))
                listing._public.Add((assembly, IdOf(line)), assembly == "TorchSharp" ? ParseTabbed(line) : Parse(line));
        }
        listing.ReadInternals(Path.Combine(folder, "Microsoft.ML.internals.txt"));
        return listing;
    }

    public ApiMember? FindPublic(string assembly, string id) => _public.GetValueOrDefault((assembly, id));

    public ApiMember? Find(string assembly, string id) => FindPublic(assembly, id) ?? _withInternals.GetValueOrDefault((assembly, id));

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Directory.Packages.props.");
    }

    private void ReadInternals(string path)
    {
        string assembly = "";
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                assembly = line[3..].Trim();
            else if (IsMember(line))
                _withInternals[(assembly, IdOf(line))] = Parse(line);
        }
    }

    private static bool IsMember(string line) => line.Length > 2 && line[1] == ':' && "TMPFE".Contains(line[0]);

    private static string IdOf(string line) => line[..line.AsSpan().IndexOfAny(" \t")];

    /// <summary><c>id TAB type [TAB accessors]</c>, and for types <c>id TAB kind [: base]</c>: no modifiers, no parameter names.</summary>
    private static ApiMember ParseTabbed(string line)
    {
        string[] fields = line.Split('\t');
        if (fields[0].StartsWith("T:", StringComparison.Ordinal))
        {
            string[] kindAndBase = fields[1].Split(" : ");
            return new ApiMember(fields[0], kindAndBase[0], kindAndBase[1..]);
        }
        // The constructors alone are written with the C# keyword.
        string type = fields[1] == "void" ? "System.Void" : fields[1];
        return new ApiMember(fields[0], type, [], fields.Length > 2 ? fields[2] : null);
    }

    private static ApiMember Parse(string line)
    {
        if (line.StartsWith("T:", StringComparison.Ordinal))
            return ParseType(line);

        var parts = MemberLine().Match(line);
        if (!parts.Success)
            throw new FormatException($"The listing has a line of an unknown form: {line}");
        string? accessors = parts.Groups["accessors"].Success ? parts.Groups["accessors"].Value : null;
        return new ApiMember(
            parts.Groups["id"].Value, parts.Groups["type"].Value, [], accessors,
            parts.Groups["modifiers"].Value, parts.Groups["constant"].Value, parts.Groups["parameters"].Value);
    }

    private static ApiMember ParseType(string line)
    {
        var parts = TypeLine().Match(line);
        if (!parts.Success)
            throw new FormatException($"The listing has a line of an unknown form: {line}");
        // An interface that outsiders cannot name is marked so; it is the same interface.
        var bases = TypeList.Split(parts.Groups["bases"].Value).Select(name => name.Replace("[internal]", "", StringComparison.Ordinal));
        return new ApiMember(parts.Groups["id"].Value, parts.Groups["kind"].Value, bases.ToArray(), Parameters: parts.Groups["parameters"].Value);
    }

    [GeneratedRegex(@"^(?<id>\S+) : (?<type>.+?)(?: where .+?)?(?: = (?<constant>.*?))?(?: (?<accessors>\{[^}]*\}))?(?:  \[(?<modifiers>[a-z ]+)\])?(?:  // \((?<parameters>.*)\))?$")]
    private static partial Regex MemberLine();

    [GeneratedRegex(@"^(?<id>\S+) : (?<kind>[a-z ]*(?:class|struct|interface|enum|delegate \S.*? \(.*?\)(?=  //|$)))\s*(?<generics><[^:]*>)?(?: : (?<bases>.*?))?(?: where .*?)?(?:  // \((?<parameters>.*)\))?$")]
    private static partial Regex TypeLine();
}
