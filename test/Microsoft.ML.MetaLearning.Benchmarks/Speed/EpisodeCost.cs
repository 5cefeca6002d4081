using System;
using System.Globalization;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>
/// What episodes cost beside the tasks that learn from them, in processor time of one thread: other processes make no difference to it, but
/// for their use of caches.
/// </summary>
internal static class EpisodeCost
{
    private const int Rounds = 3;

    public static void Run()
    {
        Console.WriteLine("| images | what | processor time | of a MAML task | of a prototypical network's |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var size in new[] { 28, 84 })
        {
            var benchmarks = new EpisodeBenchmarks { Size = size };
            benchmarks.Setup();
            var (maml, prototypical) = (Measure(20, () => benchmarks.MamlTask()), Measure(100, () => benchmarks.PrototypicalTask()));
            void Report(string what, TimeSpan time) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {size}x{size} | {what} | {time.TotalMicroseconds:F1} µs | {time / maml * 100:F2} % | {time / prototypical * 100:F2} % |"));
            Report("a task of MAML: second order, 5 inner steps", maml);
            Report("a task of a prototypical network", prototypical);
            Report("choosing the rows of an episode", Measure(20_000, () => benchmarks.SampleFixed()));
            Report("the same by the variable sampler", Measure(20_000, () => benchmarks.SampleVariable()));
            Report("choosing and collating", Measure(3_000, () => benchmarks.Load()));
            Report("the same with crops, flips and rotations of every image", Measure(300, () => benchmarks.LoadAugmented()));
            benchmarks.Cleanup();
        }
    }

    private static TimeSpan Measure(int times, Action action)
    {
        for (var i = 0; i < 2 + times / 20; i++)
            action();
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < times; i++)
                action();
            var time = (Environment.CpuUsage.TotalTime - start) / times;
            best = time < best ? time : best;
        }
        return best;
    }
}
