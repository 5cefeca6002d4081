using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Finds classes whose labels look alike: such classes are rarely intended.</summary>
internal static class LookAlikeLabels
{
    private const int Shown = 5;

    /// <summary>
    /// Warns once for each group, so that whoever saw a warning at the split of the data need not see it again at the training on a part.
    /// </summary>
    /// <param name="labels">The labels, each once.</param>
    /// <param name="warn">Receives the warnings.</param>
    public static void Warn(IEnumerable<string> labels, Action<string> warn)
    {
        var alike = labels.GroupBy(Folded).Where(g => g.Count() > 1)
            .Select(g => string.Join(" and ", g.Select(label => $"'{label}'"))).ToArray();
        const string Which = "labels that differ only by blanks, case or Unicode normal form are classes of their own";
        foreach (var group in alike.Take(Shown))
            warn($"{Which}: {group}.");
        if (alike.Length > Shown)
            warn($"{alike.Length - Shown} more groups of {Which}.");
    }

    // Runes, since a lone half of a surrogate pair has no normal form.
    private static string Folded(string label)
    {
        var words = string.Concat(label.EnumerateRunes()).Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words).ToUpperInvariant();
    }
}
