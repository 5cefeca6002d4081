using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Results can be compared in pairs only if they are of the same episodes.</summary>
internal static class SameEpisodes
{
    /// <exception cref="ArgumentException">Something differs, which is named.</exception>
    public static void Require(IReadOnlyList<(string Name, FewShotMetrics Metrics)> results)
    {
        foreach (var (name, metrics) in results)
            if (metrics.Seed is null || metrics.DataHash is null)
                throw new ArgumentException(
                    $"the result of '{name}' does not say which rows its episodes took; evaluate it again.", nameof(results));
        var (first, expected) = results[0];
        foreach (var (name, metrics) in results.Skip(1))
            foreach (var (what, one, other) in Facts(expected, metrics))
                if (!Equals(one, other))
                    throw new ArgumentException(
                        $"'{first}' and '{name}' are not of the same episodes: {what} is {Text(one)} and {Text(other)}.", nameof(results));
    }

    /// <summary>Whether transductive scores are to be compared: only if all models were meta-trained so.</summary>
    public static bool AreTransductive(IEnumerable<FewShotMetrics> results) =>
        results.All(m => ReferenceEquals(m.AsTrained, m.Transductive));

    private static string? Text(object? fact) => Convert.ToString(fact, CultureInfo.InvariantCulture);

    private static IEnumerable<(string What, object? One, object? Other)> Facts(FewShotMetrics one, FewShotMetrics other) =>
    [
        (nameof(FewShotMetrics.Ways), one.Ways, other.Ways),
        (nameof(FewShotMetrics.Shots), one.Shots, other.Shots),
        (nameof(FewShotMetrics.Imbalance), one.Imbalance, other.Imbalance),
        (nameof(FewShotMetrics.QueryShots), one.QueryShots, other.QueryShots),
        (nameof(FewShotMetrics.Sampling), one.Sampling, other.Sampling),
        (nameof(FewShotMetrics.Episodes), one.Episodes, other.Episodes),
        (nameof(FewShotMetrics.Seed), one.Seed, other.Seed),
        (nameof(FewShotMetrics.DataHash), one.DataHash, other.DataHash),
    ];
}
