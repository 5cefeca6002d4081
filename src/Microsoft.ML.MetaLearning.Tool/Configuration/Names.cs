using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Preconditions;

namespace MetaLearn.Configuration;

/// <summary>Finds the name that was meant.</summary>
internal static class Names
{
    /// <summary>" Did you mean 'outerLoop.metaSteps'?", or nothing if no known name is near.</summary>
    public static string DidYouMean(string unknown, IEnumerable<string> known) => Nearest(unknown, known) is { } name
        ? $" Did you mean '{name}'?"
        : "";

    /// <summary>Of a setting in a group, its own name is compared too: it may be near, or be the end of the unknown one.</summary>
    private static string? Nearest(string unknown, IEnumerable<string> known) => known
        .Select(name => (Name: name, Own: name.Split('.')[^1]))
        .Select(n => (
            n.Name,
            n.Own,
            Whole: NearestName.Distance(unknown, n.Name),
            ToOwn: NearestName.Distance(unknown, n.Own),
            Ending: Ending(n, unknown)))
        .Where(n => n.Whole <= Allowed(n.Name) || n.Ending > 0 || n.ToOwn <= Allowed(n.Own)
            || unknown.Length > 2 && n.Name.Contains(unknown, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(n => n.Ending).ThenBy(n => Math.Min(n.Whole, n.ToOwn)).ThenBy(n => n.Whole).Select(n => n.Name).FirstOrDefault();

    private static int Ending((string Name, string Own) known, string unknown) =>
        known.Own != known.Name && unknown.EndsWith(known.Own, StringComparison.OrdinalIgnoreCase) ? known.Own.Length : 0;

    private static int Allowed(string name) => Math.Max(1, name.Length / 3);
}
