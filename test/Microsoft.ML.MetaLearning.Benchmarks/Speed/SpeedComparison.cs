using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>Runs the peers and this library alternately, each in processes of its own, and compares the medians of the rounds.</summary>
internal static class SpeedComparison
{
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = false };
    private static readonly JsonSerializerOptions s_indented = new(Json) { WriteIndented = true };

    /// <param name="Config">The name of the setting.</param>
    /// <param name="Order">Of the gradient: first or second.</param>
    /// <param name="PyTorch">Plain MAML by Debian's PyTorch.</param>
    /// <param name="Autograd">The same by TorchSharp, on the libtorch that ours runs on.</param>
    /// <param name="Ours">This library.</param>
    /// <param name="OverPyTorch">The median of the rounds' ratios of tasks per second, ours to PyTorch's.</param>
    /// <param name="OverAutograd">The same to <paramref name="Autograd"/>.</param>
    /// <param name="FractionOfConvolutionPeak">The rate of our convolutions beside what the machine can do.</param>
    public sealed record Row(
        string Config, string Order, SpeedResult PyTorch, SpeedResult Autograd, SpeedResult Ours, double OverPyTorch, double OverAutograd, double FractionOfConvolutionPeak)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"| {Config} | {Order} | {PyTorch.TasksPerSecond:F1} | {Autograd.TasksPerSecond:F1} | {Ours.TasksPerSecond:F1} | " +
            $"{OverPyTorch:F2} | {OverAutograd:F2} | {PyTorch.PeakMB:F0} | {Autograd.PeakMB:F0} | {Ours.PeakMB:F0} | " +
            $"{FractionOfConvolutionPeak:P0} |");
    }

    public static void Run(IReadOnlyList<SpeedConfig> configs, int threads, int rounds, int reps, string? jsonFile)
    {
        var peak = ConvolutionPeak.Measure(threads);
        Console.WriteLine($"convolution peak {peak / 1e9:F0} GFLOP/s on {threads} threads");
        Console.WriteLine("| config | order | PyTorch, tasks/s | autograd, tasks/s | ours, tasks/s | over PyTorch | over autograd | " +
            "PyTorch, MB | autograd, MB | ours, MB | of the convolution peak |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        var rows = new List<Row>();
        foreach (var config in configs)
            foreach (var firstOrder in new[] { false, true })
            {
                var order = firstOrder ? "first" : "second";
                SpeedResult InProcess(string command) => RunOurselves<SpeedResult>(command, config.Name, order, $"{threads}", $"{reps}");
                var runs = Enumerable.Range(0, rounds).Select(_ =>
                    (PyTorch: PyTorch(config, firstOrder, threads, reps), Autograd: InProcess("plain-run"), Ours: InProcess("speed-run")))
                        .ToArray();
                var ours = Medians(runs.Select(r => r.Ours));
                rows.Add(new Row(
                    config.Name, order, Medians(runs.Select(r => r.PyTorch)), Medians(runs.Select(r => r.Autograd)), ours,
                    Median(runs.Select(r => r.Ours.TasksPerSecond / r.PyTorch.TasksPerSecond)),
                    Median(runs.Select(r => r.Ours.TasksPerSecond / r.Autograd.TasksPerSecond)),
                    ours.TasksPerSecond * config.ConvolutionFlops(firstOrder) / peak));
                Console.WriteLine(rows[^1]);
            }
        if (jsonFile is not null)
            File.WriteAllText(jsonFile, JsonSerializer.Serialize(rows, s_indented) + "\n");
    }

    private static SpeedResult Medians(IEnumerable<SpeedResult> results) =>
        new(Median(results.Select(r => r.TasksPerSecond)), Median(results.Select(r => r.PeakMB)));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>What this program prints in a process of its own.</summary>
    public static TResult RunOurselves<TResult>(params string[] arguments) =>
        Measure<TResult>("dotnet", [typeof(SpeedComparison).Assembly.Location, .. arguments]);

    private static SpeedResult PyTorch(SpeedConfig config, bool firstOrder, int threads, int reps)
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
