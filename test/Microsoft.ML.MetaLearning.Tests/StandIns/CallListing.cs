using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>
/// How TorchSharp's methods are called: modifiers, parameter names and default values, which its other listing does not record.
/// It covers the types a meta-learning library needs; the few methods with a line break among their defaults are not in it.
/// </summary>
internal sealed class CallListing
{
    private readonly Dictionary<string, HashSet<string>> _calls = [];

    public static CallListing Load(string path)
    {
        var listing = new CallListing();
        foreach (string line in File.ReadLines(path))
        {
            string[] fields = line.Split('\t');
            if (fields.Length == 2 && fields[1].EndsWith(')') && !fields[1].Contains("class ", StringComparison.Ordinal))
                listing.Add(fields[0], fields[1]);
        }
        return listing;
    }

    /// <summary>The ways in which a method can be called, each as <see cref="Describe"/> writes it; null when that is not known.</summary>
    public IReadOnlySet<string>? Find(string type, string name) => _calls.GetValueOrDefault($"{type}.{name}");

    public static string Describe(string? modifiers, string? parameters) => $"{modifiers} ({parameters})".TrimStart();

    private void Add(string type, string declaration)
    {
        int open = OpeningOf(declaration);
        string[] words = declaration[..open].Split(' ');
        string[] modifiers = words.TakeWhile(word => word is "static" or "virtual" or "abstract" or "protected").ToArray();
        bool isConstructor = words[modifiers.Length] == "new";
        string name = isConstructor ? "#ctor" : words[^1].Split('<')[0];
        if (!_calls.TryGetValue($"{type}.{name}", out var calls))
            _calls.Add($"{type}.{name}", calls = []);
        var parameters = TypeList.Split(declaration[(open + 1)..^1]).Select(WithoutType);
        calls.Add(Describe(string.Join(" ", modifiers), string.Join(", ", parameters)));
    }

    private static int OpeningOf(string declaration)
    {
        int depth = 0;
        int i = declaration.Length;
        do
        {
            i--;
            depth += declaration[i] == ')' ? 1 : declaration[i] == '(' ? -1 : 0;
        }
        while (depth > 0);
        return i;
    }

    private static string WithoutType(string parameter)
    {
        int equals = parameter.IndexOf(" = ", StringComparison.Ordinal);
        string value = equals < 0 ? "" : parameter[equals..];
        string[] words = (equals < 0 ? parameter : parameter[..equals]).Split(' ');
        string mode = words[0] is "out" or "ref" or "in" or "params" ? words[0] + " " : "";
        return mode + words[^1] + value;
    }
}
