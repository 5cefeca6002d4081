using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Preconditions;

/// <summary>Guesses which of the known names was meant.</summary>
internal static class NearestName
{
    /// <summary>The known name that the fewest edits lead to.</summary>
    public static string Of(string unknown, IEnumerable<string> known) =>
        known.MinBy(name => Distance(unknown.ToLowerInvariant(), name.ToLowerInvariant())) ?? throw new ArgumentException("no names are known.", nameof(known));

    /// <summary>The insertions, deletions and substitutions between two texts (Levenshtein, 1966).</summary>
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
