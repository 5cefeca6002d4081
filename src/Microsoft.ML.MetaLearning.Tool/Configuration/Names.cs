using System;
using System.Collections.Generic;
using System.Linq;

namespace MetaLearn.Configuration;

/// <summary>Finds the name that was meant.</summary>
internal static class Names
{
    /// <summary>" Did you mean 'outerLoop.metaSteps'?", or nothing if no known name is near.</summary>
    public static string DidYouMean(string unknown, IEnumerable<string> known) => Nearest(unknown, known) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>Of a setting in a group, its own name is compared too: it may be near, or be the end of the unknown one.</summary>
    private static string? Nearest(string unknown, IEnumerable<string> known) => known
        .Select(name => (Name: name, Own: name.Split('.')[^1]))
        .Select(n => (n.Name, n.Own, Whole: Distance(unknown, n.Name), ToOwn: Distance(unknown, n.Own), Ending: Ending(n, unknown)))
        .Where(n => n.Whole <= Allowed(n.Name) || n.Ending > 0 || n.ToOwn <= Allowed(n.Own)
            || unknown.Length > 2 && n.Name.Contains(unknown, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(n => n.Ending).ThenBy(n => Math.Min(n.Whole, n.ToOwn)).ThenBy(n => n.Whole).Select(n => n.Name).FirstOrDefault();

    private static int Ending((string Name, string Own) known, string unknown) =>
        known.Own != known.Name && unknown.EndsWith(known.Own, StringComparison.OrdinalIgnoreCase) ? known.Own.Length : 0;

    private static int Allowed(string name) => Math.Max(1, name.Length / 3);

    /// <summary>The edits from one text to another: insertions, deletions, substitutions (Levenshtein, 1966).</summary>
    private static int Distance(string a, string b)
    {
        (a, b) = (a.ToLowerInvariant(), b.ToLowerInvariant());
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
