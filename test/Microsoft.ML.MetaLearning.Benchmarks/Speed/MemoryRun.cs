using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>What is measured.</summary>
internal sealed record MemoryCase(SpeedConfig Config, Normalization Normalization, GradientEngine Engine, Checkpointing Checkpointing);

/// <summary>What one process measured.</summary>
/// <param name="Milliseconds">The median time of a task.</param>
/// <param name="TensorMiB">
/// The peak of tensor memory: that of the engine's buffers, or the growth of the process for autograd, which does not tell.
/// </param>
/// <param name="ProcessMiB">The growth of the process from before the first task to its peak.</param>
/// <param name="ForecastMiB">The forecast for one task.</param>
internal sealed record MemoryResult(double Milliseconds, double TensorMiB, double ProcessMiB, double ForecastMiB);

/// <summary>Some tasks one after another on one thread, in a process of its own for the sake of its peak memory.</summary>
internal static class MemoryRun
{
    private const double MebiByte = 1 << 20;

    public static void Run(MemoryCase what, int reps)
    {
        using var threads = new TaskThreads(1);
        Learn(threads, what with
        {
            Config = SpeedConfig.Find("omni1"),
            Checkpointing = Checkpointing.Always,
        }, reps: 1); // loads and compiles
        var before = WorkingSet(p => p.WorkingSet64);
        var (seconds, buffers, forecast) = Learn(threads, what, reps);
        var process = (WorkingSet(p => p.PeakWorkingSet64) - before) / MebiByte;
        var tensors = what.Engine == GradientEngine.Tape ? buffers / MebiByte : process;
        Console.WriteLine(JsonSerializer.Serialize(
            new MemoryResult(1e3 * seconds, tensors, process, sizeof(float) * forecast / MebiByte), SpeedComparison.Json));
    }

    private static (double Seconds, long BufferBytes, long ForecastScalars) Learn(TaskThreads threads, MemoryCase what, int reps)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        var config = what.Config;
        var problem = new FewShotProblem(
            new Conv4(config.Channels, config.Size, config.Size, config.Filters), TaskKind.Classification, config.Ways, what.Normalization);
        var learner = new MamlLearner(
            problem,
            new MamlSettings(0.1, config.Steps, config.Steps, GradientOrder.Second)
            {
                Engine = what.Engine,
                Checkpointing = what.Checkpointing,
            });
        var meta = learner.Initialize(generator);
        var episodes = new SpeedRun.RandomImages(config);
        var results = Enumerable.Range(0, reps + 1).Select(i => threads.Run(1, _ =>
        {
            var start = Stopwatch.GetTimestamp();
            learner.MetaGradient(meta, episodes.Load(i));
            using var loan = ThreadBuffers.Borrow<float>();
            return (Seconds: Stopwatch.GetElapsedTime(start).TotalSeconds, loan.Buffers.PeakBytes);
        })[0]).ToArray();
        var (times, peaks) = (results.Skip(1).Select(r => r.Seconds), results.Select(r => r.PeakBytes));
        return (SpeedComparison.Median(times), peaks.Max(), learner.TaskScalars(episodes.Shape, CPU)!.Value);
    }

    private static long WorkingSet(Func<Process, long> which)
    {
        using var process = Process.GetCurrentProcess();
        return which(process);
    }
}
