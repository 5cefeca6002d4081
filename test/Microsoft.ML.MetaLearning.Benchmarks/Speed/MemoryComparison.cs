using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>
/// Runs tasks of the second order with and without checkpointing alternately, each in processes of its own, and compares the medians of the
/// rounds.
/// </summary>
internal static class MemoryComparison
{
    /// <summary>Those that the tape engine knows.</summary>
    private static readonly Normalization[] s_normalizations =
    [
        Normalization.SupportStatistics, Normalization.TransductiveBatch, Normalization.Layer
    ];

    public static void Run(IReadOnlyList<SpeedConfig> configs, int rounds, int reps)
    {
        Console.WriteLine("| config | normalization | engine | plain, MiB | checkpointed, MiB | ratio | plain, ms/task | checkpointed, " +
            "ms/task | ratio | forecasts, MiB | process, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var config in configs)
            foreach (var normalization in s_normalizations)
                foreach (var engine in new[] { GradientEngine.Tape, GradientEngine.Autograd })
                {
                    MemoryResult One(Checkpointing checkpointing) =>
                        SpeedComparison.RunOurselves<MemoryResult>(
                            "memory-run", config.Name, $"{normalization}", $"{engine}", $"{checkpointing}", $"{reps}");
                    var pairs = Enumerable.Range(0, rounds).Select(_ =>
                        (Plain: One(Checkpointing.Never), Checkpointed: One(Checkpointing.Always))).ToArray();
                    Print(
                        $"| {config.Name} | {normalization} | {engine}",
                        Median(pairs.Select(p => p.Plain)),
                        Median(pairs.Select(p => p.Checkpointed)),
                        SpeedComparison.Median(pairs.Select(p => p.Checkpointed.Milliseconds / p.Plain.Milliseconds)));
                }
    }

    private static MemoryResult Median(IEnumerable<MemoryResult> results)
    {
        double Of(Func<MemoryResult, double> value) => SpeedComparison.Median(results.Select(value));
        return new MemoryResult(Of(r => r.Milliseconds), Of(r => r.TensorMiB), Of(r => r.ProcessMiB), Of(r => r.ForecastMiB));
    }

    private static void Print(string what, MemoryResult plain, MemoryResult checkpointed, double timeRatio) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what} | {plain.TensorMiB:F0} | {checkpointed.TensorMiB:F0} | {checkpointed.TensorMiB / plain.TensorMiB:P0} | " +
        $"{plain.Milliseconds:F0} | {checkpointed.Milliseconds:F0} | {timeRatio:F2} | {plain.ForecastMiB:F0}, " +
        $"{checkpointed.ForecastMiB:F0} | {plain.ProcessMiB:F0}, {checkpointed.ProcessMiB:F0} |"));
}
