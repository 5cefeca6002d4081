using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>Says in what a stand-in, or a use of one, differs from the listing of the real package.</summary>
internal static partial class SurfaceComparison
{
    /// <summary>The members of a stand-in that the package lacks or has in another form, one line each.</summary>
    public static IEnumerable<string> Differences(ApiListing listing, string assembly, IEnumerable<ApiMember> members)
    {
        foreach (var member in members)
        {
            if (listing.FindPublic(assembly, member.Id) is not { } listed)
                yield return $"{assembly}: {member.Id} is not in the listing";
            else
            {
                foreach (string difference in Differences(listed, member).Concat(CallDifferences(listing.Calls, listed, member)))
                    yield return $"{assembly}: {member.Id} {difference}";
            }
        }
    }

    /// <summary>The references that the package could not satisfy, one line each.</summary>
    public static IEnumerable<string> Missing(ApiListing listing, IEnumerable<ApiReference> references)
    {
        foreach (var reference in references)
        {
            if (Resolve(listing, reference) is not { } listedType)
                yield return $"{reference.Assembly}: {reference.Id} is not in the listing";
            else if (WithoutTypeParameters(listedType) != WithoutTypeParameters(reference.Type))
                yield return $"{reference.Assembly}: {reference.Id} is {listedType} in the listing, not {reference.Type}";
        }
    }

    private static IEnumerable<string> Differences(ApiMember listed, ApiMember member)
    {
        if (listed.Type != member.Type)
            yield return $"is '{listed.Type}' in the listing, not '{member.Type}'";
        foreach (string name in member.Bases.Except(listed.Bases))
            yield return $"has no base '{name}' in the listing";
        if (listed.Bases.Count > 0 && !IsInterface(listed.Bases[0]) && !member.Bases.Contains(listed.Bases[0]))
            yield return $"has the base '{listed.Bases[0]}' in the listing";
        foreach (string accessor in AccessorsOf(member).Except(AccessorsOf(listed)))
            yield return $"has no accessor '{accessor}' in the listing";
        if ((listed.Modifiers ?? member.Modifiers) != member.Modifiers)
            yield return $"is '{listed.Modifiers}' in the listing, not '{member.Modifiers}'";
        if ((listed.Constant ?? member.Constant) != member.Constant)
            yield return $"is {listed.Constant} in the listing, not {member.Constant}";
        if ((listed.Parameters ?? member.Parameters) != member.Parameters)
            yield return $"takes ({listed.Parameters}) in the listing, not ({member.Parameters})";
    }

    private static IEnumerable<string> CallDifferences(CallListing listing, ApiMember listed, ApiMember member)
    {
        if (member.Id[0] != 'M' || listed.Parameters is not null)
            yield break;
        var parts = MethodId().Match(member.Id);
        string name = parts.Groups["name"].Value.Split('`')[0];
        string call = CallListing.Describe(member.Modifiers, member.Parameters);
        if (listing.Find(parts.Groups["type"].Value, name) is { } calls && !calls.Contains(call))
            yield return $"is called {call}; the listing has {string.Join(" or ", calls)}";
    }

    private static string? Resolve(ApiListing listing, ApiReference reference)
    {
        if (listing.Find(reference.Assembly, reference.Id) is { } listed)
            return reference.Id[0] == 'T' ? "" : listed.Type;
        if (reference.Id[0] != 'M')
            return null;

        var parts = MethodId().Match(reference.Id);
        string type = parts.Groups["type"].Value;
        string name = parts.Groups["name"].Value;
        string parameters = parts.Groups["parameters"].Value;

        // Listings describe a delegate by its declaration, which is compared where the delegate is declared.
        if (listing.Find(reference.Assembly, "T:" + type) is { } declaring && declaring.Type.Contains("delegate", StringComparison.Ordinal))
            return name is "Invoke" or "#ctor" ? reference.Type : null;

        int underscore = name.IndexOf('_', StringComparison.Ordinal);
        string member = $"{type}.{name[(underscore + 1)..]}";
        switch (underscore < 0 ? "" : name[..underscore])
        {
            case "get":
                string getter = $"P:{member}{(parameters.Length == 0 ? "" : $"({parameters})")}";
                return Accessor(listing, reference.Assembly, getter, "get")?.Type;
            case "set":
                var types = TypeList.Split(parameters);
                string setter = $"P:{member}{(types.Count == 1 ? "" : $"({string.Join(",", types.SkipLast(1))})")}";
                return Accessor(listing, reference.Assembly, setter, "set") is null ? null : "System.Void";
            case "add" or "remove":
                return listing.Find(reference.Assembly, "E:" + member) is null ? null : "System.Void";
            default:
                return null;
        }
    }

    private static ApiMember? Accessor(ApiListing listing, string assembly, string id, string accessor)
    {
        var property = listing.Find(assembly, id);
        return property is not null && AccessorsOf(property).Any(text => text.EndsWith(accessor, StringComparison.Ordinal)) ? property : null;
    }

    private static string[] AccessorsOf(ApiMember member)
        => (member.Accessors ?? "").Trim('{', '}').Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsInterface(string type) => InterfaceName().IsMatch(type.Split('<')[0].Split('{')[0]);

    /// <summary>
    /// A listing names a type parameter (T), a reference counts it (`0): which of them it is cannot be compared, that it is one can.
    /// Names without a namespace are type parameters.
    /// </summary>
    private static string WithoutTypeParameters(string type)
    {
        string normal = type.Replace('{', '<').Replace('}', '>').Replace(", ", ",", StringComparison.Ordinal).Replace("0:", "", StringComparison.Ordinal);
        return Name().Replace(normal, name => name.Value.Contains('.', StringComparison.Ordinal) ? name.Value : "T");
    }

    [GeneratedRegex(@"^M:(?<type>[^(]+)\.(?<name>[^.(]+)(?:\((?<parameters>.*)\))?(?:~.*)?$")]
    private static partial Regex MethodId();

    [GeneratedRegex(@"(^|\.)I[A-Z][^.]*$")]
    private static partial Regex InterfaceName();

    [GeneratedRegex(@"[\w.`]+")]
    private static partial Regex Name();
}
