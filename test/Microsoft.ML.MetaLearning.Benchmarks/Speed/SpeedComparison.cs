using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>Runs the peer and this library alternately, each in processes of its own, and compares the medians of the rounds.</summary>
internal static class SpeedComparison
{
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = false };

    public sealed record Row(
        string Config, string Order, double PeerTasksPerSecond, double OurTasksPerSecond, double Ratio, double PeerPeakMB, double OurPeakMB, double FractionOfConvolutionPeak)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"| {Config} | {Order} | {PeerTasksPerSecond:F1} | {OurTasksPerSecond:F1} | {Ratio:F2} | {PeerPeakMB:F0} | {OurPeakMB:F0} | {FractionOfConvolutionPeak:P0} |");
    }

    public static void Run(IReadOnlyList<SpeedConfig> configs, int threads, int rounds, int reps, string? jsonFile)
    {
        var peak = ConvolutionPeak.Measure(threads);
        Console.WriteLine($"convolution peak {peak / 1e9:F0} GFLOP/s on {threads} threads");
        Console.WriteLine("| config | order | peer, tasks/s | ours, tasks/s | ratio | peer, MB | ours, MB | of the convolution peak |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var rows = new List<Row>();
        foreach (var config in configs)
            foreach (var firstOrder in new[] { false, true })
            {
                var pairs = Enumerable.Range(0, rounds).Select(_ => (Peer: Peer(config, firstOrder, threads, reps), Ours: Ours(config, firstOrder, threads, reps))).ToArray();
                var (peer, ours) = (Median(pairs.Select(p => p.Peer.TasksPerSecond)), Median(pairs.Select(p => p.Ours.TasksPerSecond)));
                rows.Add(new Row(config.Name, firstOrder ? "first" : "second", peer, ours, Median(pairs.Select(p => p.Ours.TasksPerSecond / p.Peer.TasksPerSecond)),
                    Median(pairs.Select(p => p.Peer.PeakMB)), Median(pairs.Select(p => p.Ours.PeakMB)), ours * config.ConvolutionFlops(firstOrder) / peak));
                Console.WriteLine(rows[^1]);
            }
        if (jsonFile is not null)
            File.WriteAllText(jsonFile, JsonSerializer.Serialize(rows, new JsonSerializerOptions(Json) { WriteIndented = true }) + "\n");
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>What this program prints in a process of its own.</summary>
    public static TResult RunOurselves<TResult>(params string[] arguments) => Measure<TResult>("dotnet", [typeof(SpeedComparison).Assembly.Location, .. arguments]);

    private static SpeedResult Ours(SpeedConfig config, bool firstOrder, int threads, int reps) =>
        RunOurselves<SpeedResult>("speed-run", config.Name, firstOrder ? "first" : "second", $"{threads}", $"{reps}");

    private static SpeedResult Peer(SpeedConfig config, bool firstOrder, int threads, int reps)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Speed", "pytorch_maml.py"), "--image", $"{config.Channels}x{config.Size}", "--ways", $"{config.Ways}", "--shots", $"{config.Shots}",
            "--query", $"{config.QueryShots}", "--filters", $"{config.Filters}", "--steps", $"{config.Steps}", "--tasks", $"{config.Tasks}", "--threads", $"{threads}", "--reps", $"{reps}",
        ];
        return Measure<SpeedResult>("/usr/bin/python3", firstOrder ? [.. arguments, "--first-order"] : arguments);
    }

    private static TResult Measure<TResult>(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<TResult>(output, Json)!
            : throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}.");
    }
}
