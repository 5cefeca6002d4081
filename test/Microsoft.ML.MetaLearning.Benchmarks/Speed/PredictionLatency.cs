using System;
using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>
/// The times of single predictions, of which an average hides the slowest. The same predictions as <see cref="ServingBenchmarks"/>.
/// </summary>
internal static class PredictionLatency
{
    private const int WarmUp = 1000;
    private const int Predictions = 10_000;

    public static void Run()
    {
        var serving = new ServingBenchmarks();
        serving.Setup();
        var times = new double[Predictions];
        for (var i = -WarmUp; i < Predictions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            serving.Predict();
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        serving.Cleanup();
        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Predictions} predictions: p50 {times[Predictions / 2]:F2} ms, p99 {times[Predictions * 99 / 100]:F2} ms, slowest " +
            $"{times[^1]:F2} ms"));
    }
}
