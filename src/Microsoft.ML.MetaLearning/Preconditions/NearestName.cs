using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Preconditions;

/// <summary>Guesses which known name was meant. The tool compiles this file, too.</summary>
internal static class NearestName
{
    /// <summary>Returns the known name that is the fewest edits away.</summary>
    public static string Of(string unknown, IEnumerable<string> known) =>
        known.MinBy(name => Distance(unknown, name)) ?? throw new ArgumentException("no names are known.", nameof(known));

    /// <summary>Counts the insertions, deletions and substitutions between two names, whatever their case (Levenshtein, 1966).</summary>
    public static int Distance(string a, string b)
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
