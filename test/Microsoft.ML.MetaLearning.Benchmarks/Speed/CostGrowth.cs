using System;
using System.Collections.Generic;
using System.Globalization;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>
/// How the time of a task grows with the work in it: meta-batch, inner steps and ways around the configuration omni1, second order.
/// </summary>
internal static class CostGrowth
{
    private static IEnumerable<SpeedConfig> Variations()
    {
        var start = SpeedConfig.Find("omni1");
        foreach (var tasks in new[] { 2, 4, 8, 16, 32 })
            yield return start with { Name = $"meta-batch {tasks}", Tasks = tasks };
        foreach (var steps in new[] { 1, 2, 5, 10, 20 })
            yield return start with { Name = $"inner steps {steps}", Steps = steps };
        foreach (var ways in new[] { 5, 10, 20 })
            yield return start with { Name = $"ways {ways}", Ways = ways };
    }

    public static void Run(int threads, int reps)
    {
        Console.WriteLine("| omni1 with | tasks/s | GFLOP of convolutions per task | GFLOP/s |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var config in Variations())
        {
            var (tasksPerSecond, gflop) = (SpeedRun.Measure(config, firstOrder: false, threads, reps).TasksPerSecond, config.ConvolutionFlops(firstOrder: false) / 1e9);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {config.Name} | {tasksPerSecond:F1} | {gflop:F2} | {tasksPerSecond * gflop:F0} |"));
        }
    }
}
