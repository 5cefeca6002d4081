using System;
using System.Collections.Generic;
using System.Linq;

namespace MetaLearn.Configuration;

/// <summary>Finds the name that was meant.</summary>
internal static class Names
{
    /// <summary>" Did you mean 'metaSteps'?", or nothing if no known name is near.</summary>
    public static string DidYouMean(string unknown, IEnumerable<string> known) => Nearest(unknown, known) is { } name ? $" Did you mean '{name}'?" : "";

    private static string? Nearest(string unknown, IEnumerable<string> known) => known
        .Select(name => (Name: name, Distance: Distance(unknown.ToLowerInvariant(), name.ToLowerInvariant())))
        .Where(n => n.Distance <= Math.Max(1, n.Name.Length / 3) || n.Name.Contains(unknown, StringComparison.OrdinalIgnoreCase) && unknown.Length > 2)
        .OrderBy(n => n.Distance).Select(n => n.Name).FirstOrDefault();

    /// <summary>The edits from one text to another: insertions, deletions, substitutions (Levenshtein, 1966).</summary>
    private static int Distance(string a, string b)
    {
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
