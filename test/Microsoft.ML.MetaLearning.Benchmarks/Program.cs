using System;
using System.Globalization;
using System.Linq;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Benchmarks;
using Microsoft.ML.MetaLearning.Benchmarks.Accuracy;
using Microsoft.ML.MetaLearning.Benchmarks.Speed;

string? Argument(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;

switch (args.FirstOrDefault())
{
    case "speed":
        var configs = Argument("--config") is { } name ? [SpeedConfig.Find(name)] : SpeedConfig.All;
        SpeedComparison.Run(
            configs,
            threads: Environment.ProcessorCount,
            rounds: int.Parse(Argument("--rounds") ?? "3", CultureInfo.InvariantCulture),
            reps: 5,
            Argument("--json"));
        break;
    case "growth":
        CostGrowth.Run(threads: Environment.ProcessorCount, reps: 5);
        break;
    case "memory":
        MemoryComparison.Run(
            Argument("--config") is { } only ? [SpeedConfig.Find(only)] : [SpeedConfig.Find("mini1"), SpeedConfig.Find("mini5")],
            rounds: int.Parse(Argument("--rounds") ?? "3", CultureInfo.InvariantCulture),
            reps: 3);
        break;
    case "memory-run":
        MemoryRun.Run(
            new MemoryCase(
                SpeedConfig.Find(args[1]),
                Enum.Parse<Normalization>(args[2]),
                Enum.Parse<GradientEngine>(args[3]),
                Enum.Parse<Checkpointing>(args[4])),
            reps: int.Parse(args[5], CultureInfo.InvariantCulture));
        break;
    case "episodes":
        EpisodeCost.Run();
        break;
    case "latency":
        PredictionLatency.Run();
        break;
    case "folder":
        LargeFolder.Run(
            int.Parse(Argument("--images") ?? "100000", CultureInfo.InvariantCulture),
            long.Parse(Argument("--memory") ?? "50000000", CultureInfo.InvariantCulture));
        break;
    case "accuracy":
        var settings = new AccuracySettings(
            double.Parse(Argument("--minutes") ?? "5", CultureInfo.InvariantCulture),
            int.Parse(Argument("--episodes") ?? "600", CultureInfo.InvariantCulture),
            int.Parse(Argument("--seed") ?? "1", CultureInfo.InvariantCulture),
            Argument("--meta-steps") is { } steps ? int.Parse(steps, CultureInfo.InvariantCulture) : null);
        AccuracyBenchmark.Run(
            Argument("--learner"),
            Argument("--data"),
            Argument("--ways") is { } ways ? int.Parse(ways, CultureInfo.InvariantCulture) : null,
            settings,
            Argument("--output") ?? "artifacts/accuracy",
            fresh: args.Contains("--fresh"));
        break;
    case "openset":
        OpenSetBenchmark.Run(
            Argument("--learner"),
            Argument("--data"),
            double.Parse(Argument("--minutes") ?? "1", CultureInfo.InvariantCulture),
            int.Parse(Argument("--episodes") ?? "600", CultureInfo.InvariantCulture),
            int.Parse(Argument("--seed") ?? "1", CultureInfo.InvariantCulture));
        break;
    case "within-alphabet":
        WithinAlphabet.Run(
            Argument("--step")?.Split(',') ?? [],
            Argument("--held-out")?.Split(',') ?? ["Korean", "Tagalog"],
            double.Parse(Argument("--minutes") ?? "30", CultureInfo.InvariantCulture),
            int.Parse(Argument("--episodes") ?? "600", CultureInfo.InvariantCulture),
            int.Parse(Argument("--seed") ?? "1", CultureInfo.InvariantCulture));
        break;
    case "icons":
        IconsBenchmark.Run(int.Parse(Argument("--episodes") ?? "3000", CultureInfo.InvariantCulture));
        break;
    case "intents":
        IntentBenchmark.Run(
            int.Parse(Argument("--draws") ?? "5", CultureInfo.InvariantCulture),
            int.Parse(Argument("--seed") ?? "1", CultureInfo.InvariantCulture));
        break;
    case "accuracy-run":
        AccuracyBenchmark.RunChild(args[1..]);
        break;
    case "speed-run":
        SpeedRun.Run(
            SpeedConfig.Find(args[1]),
            firstOrder: args[2] == "first",
            threads: int.Parse(args[3], CultureInfo.InvariantCulture),
            reps: int.Parse(args[4], CultureInfo.InvariantCulture));
        break;
    case "plain-run":
        PlainMaml.Run(
            SpeedConfig.Find(args[1]),
            firstOrder: args[2] == "first",
            threads: int.Parse(args[3], CultureInfo.InvariantCulture),
            reps: int.Parse(args[4], CultureInfo.InvariantCulture));
        break;
    default:
        // In process: the native libraries lie beside this program, and not beside one that BenchmarkDotNet would generate.
        BenchmarkSwitcher.FromAssembly(typeof(MetaStepBenchmarks).Assembly).Run(args, DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
            .AddColumn(StatisticColumn.Median));
        break;
}
