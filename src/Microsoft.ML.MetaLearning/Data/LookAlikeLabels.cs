using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Finds classes whose labels look alike: they are rarely meant to be different.</summary>
internal static class LookAlikeLabels
{
    private const int Shown = 5;

    /// <param name="labels">The labels, each once.</param>
    /// <param name="warn">Receives the warning.</param>
    public static void Warn(IEnumerable<string> labels, Action<string> warn)
    {
        var alike = labels.GroupBy(Folded).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g.Select(label => $"'{label}'"))).ToArray();
        if (alike.Length > 0)
            warn($"labels that differ only by blanks, case or Unicode normal form are classes of their own: {string.Join("; ", alike.Take(Shown))}{(alike.Length > Shown ? $" and {alike.Length - Shown} more" : "")}.");
    }

    // Runes, since a lone half of a surrogate pair has no normal form.
    private static string Folded(string label) =>
        string.Join(' ', string.Concat(label.EnumerateRunes()).Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
