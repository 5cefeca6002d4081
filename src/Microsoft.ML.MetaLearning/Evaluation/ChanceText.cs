using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning;

/// <summary>What accuracies are to be judged beside: that of guessing.</summary>
internal static class ChanceText
{
    public static string Percent(double chance) => string.Create(CultureInfo.InvariantCulture, $"{chance * 100:G4} %");

    /// <summary>Chance, and whether the interval excludes it.</summary>
    public static string Of(double chance, bool isAbove) =>
        $"chance is {Percent(chance)}" + (isAbove ? "" : ", which the interval does not exclude: the model may have learned nothing");

    /// <summary>Chance as a sentence, with the learners whose intervals do not exclude it; nothing if there is none.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<(string Name, FewShotMetrics Metrics)> learners)
    {
        if (learners[0].Metrics.Chance is not { } chance)
            return [];
        var unclear = learners.Where(l => l.Metrics.IsAboveChance == false).Select(l => l.Name).ToArray();
        var doubt = unclear switch
        {
            [] => "",
            [var one] => $", which the interval of {one} does not exclude: it may have learned nothing",
            _ => $", which the intervals of {string.Join(" and ", unclear)} do not exclude: they may have learned nothing",
        };
        return [$"Chance is {Percent(chance)}{doubt}."];
    }
}
