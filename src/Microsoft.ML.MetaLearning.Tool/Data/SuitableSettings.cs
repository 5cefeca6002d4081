using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MetaLearn.Configuration;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>Settings under which episodes fit into data that is too small for those of its configuration.</summary>
internal static class SuitableSettings
{
    /// <summary>The settings, as for <c>--set</c>; none if nothing has to change, or if no setting helps.</summary>
    public static IReadOnlyList<string> For(DataSet data, RunConfiguration configuration)
    {
        var needs = EpisodeNeeds.Of(data, configuration).ToArray();
        if (needs.Length == 0)
            return [];
        var (classes, fewest) = (DataSet.ClassSizes(data.Rows).Count, needs.Min(n => n.Sizes.Values.Min()));
        var isRatio = data.SplitBy == SplitBy.Ratio && needs.Any(n => n.Classes < n.Ways);
        var most = isRatio ? classes / Math.Min(needs.Length, 2) : needs.Min(n => n.Classes);
        if (most < 2 || fewest < 2)
            return [];
        var fractions = isRatio ? Fractions(configuration.Data.Split, classes, Math.Min(most, needs.Max(n => n.Ways))) : [];
        return [.. needs.SelectMany(need => Sizes(need, most, fewest, configuration.Evaluation)).Concat(fractions).Distinct()];
    }

    /// <summary>The line that names them; nothing if there are none.</summary>
    public static IEnumerable<string> Advice(IReadOnlyList<string> settings) =>
        settings.Count > 0 ? [$"to train on this data, these settings suit: {string.Join(' ', settings.Select(s => $"--set {s}"))}"] : [];

    private static IEnumerable<string> Sizes(EpisodeNeed need, int mostWays, int fewest, EvaluationSettings evaluation)
    {
        var shots = Math.Min(need.Shots, fewest - 1);
        foreach (var (name, own, value, most) in new[]
        {
            ("ways", evaluation.Ways, need.Ways, mostWays),
            ("shots", evaluation.Shots, need.Shots, shots),
            ("queryShots", evaluation.QueryShots, need.QueryShots, fewest - shots),
        })
            // What the evaluation does not set is as in training.
            if (value > most)
                yield return $"{(need.Phase == MetaPhase.Test && own is not null ? "evaluation" : "learner")}.{name}={most}";
    }

    /// <summary>The parts of the split, each with classes enough; validation is left out first.</summary>
    private static IEnumerable<string> Fractions(SplitSettings split, int classes, int ways)
    {
        int Enough(double fraction) => fraction == 0 ? 0 : Math.Max((int)Math.Round(classes * fraction), ways);
        var (validation, test) = (Enough(split.ValidationFraction), Enough(split.TestFraction));
        if (classes - validation - test < ways)
            (validation, test) = (0, Math.Min(test, classes - ways));
        foreach (var (name, fraction, count) in new[]
        {
            ("validation", split.ValidationFraction, validation), ("test", split.TestFraction, test)
        })
            if ((int)Math.Round(classes * fraction) != count)
                yield return string.Create(CultureInfo.InvariantCulture, $"data.split.{name}Fraction={Fraction(count, classes)}");
    }

    /// <summary>The shortest fraction that gives so many classes.</summary>
    private static double Fraction(int count, int classes) =>
        Enumerable.Range(1, 9).Select(digits => Math.Round((double)count / classes, digits))
            .First(fraction => (int)Math.Round(classes * fraction) == count);
}
