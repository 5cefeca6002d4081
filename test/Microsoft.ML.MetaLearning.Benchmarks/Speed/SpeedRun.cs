using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>What one process measured. The peer prints the same.</summary>
internal sealed record SpeedResult(double TasksPerSecond, double PeakMB);

/// <summary>
/// Our side of the comparison: a few meta-steps on random images, in a process of its own for the sake of its peak memory.
/// </summary>
internal static class SpeedRun
{
    public static void Run(SpeedConfig config, bool firstOrder, int threads, int reps) =>
        Console.WriteLine(JsonSerializer.Serialize(Measure(config, firstOrder, threads, reps), SpeedComparison.Json));

    public static SpeedResult Measure(SpeedConfig config, bool firstOrder, int threads, int reps)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        var backbone = new Conv4(config.Channels, config.Size, config.Size, config.Filters);
        var order = firstOrder ? GradientOrder.First : GradientOrder.Second;
        var learner = new MamlLearner(
            new FewShotProblem(backbone, TaskKind.Classification, config.Ways, Normalization.TransductiveBatch),
            new MamlSettings(0.1, config.Steps, config.Steps, order));
        var clock = new StepClock();
        new MetaTrainer(learner, new OuterLoop
        {
            MetaSteps = reps + 1, // the first warms up
            MetaBatchSize = config.Tasks,
            LearningRate = 1e-3,
            MinimumLearningRate = 0,
            Schedule = LearningRateSchedule.Constant,
            Optimizer = OuterOptimizerKind.Adam,
            WeightDecay = 0,
            GradientClip = null,
            ValidationInterval = 1,
            ValidationEpisodes = 1,
            Threads = threads,
            TimeLimit = null,
        }).Train(learner.Initialize(generator), new RandomImages(config), progress: clock).Parameters.Dispose();
        return new SpeedResult(config.Tasks / clock.MedianSeconds, Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0);
    }

    private sealed class StepClock : IProgress<MetaTrainingMetrics>
    {
        private readonly System.Collections.Generic.List<double> _seconds = [];
        private long _last = Stopwatch.GetTimestamp();

        public double MedianSeconds => SpeedComparison.Median(_seconds.Skip(1));

        public void Report(MetaTrainingMetrics value)
        {
            _seconds.Add(Stopwatch.GetElapsedTime(_last).TotalSeconds);
            _last = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The same few episodes again and again, in memory: data loading is not compared.</summary>
    internal sealed class RandomImages : IEpisodeSource
    {
        private readonly Episode[] _episodes;

        public RandomImages(SpeedConfig config)
        {
            using var generator = new Generator(1);
            Shape = new EpisodeShape(config.Ways, config.Shots, config.QueryShots);
            Examples Draw(int perClass) => new(
                randn([config.Ways * perClass, config.Channels, config.Size, config.Size], generator: generator),
                TensorArithmetic.Range(config.Ways).repeat_interleave(perClass));
            _episodes = Enumerable.Range(0, config.Tasks).Select(_ => new Episode(Draw(config.Shots), Draw(config.QueryShots))).ToArray();
        }

        public EpisodeShape Shape { get; }

        public Episode Load(long index) => _episodes[index % _episodes.Length];
    }
}
