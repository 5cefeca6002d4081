using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>
/// Which measure tells rows of none of the classes best, and how well: classes outside of the episode, and the sentences of CLINC150 that
/// are out of scope.
/// </summary>
internal static class OpenSetBenchmark
{
    private const int Ways = 5;
    private static readonly string[] s_learners =
    [
        "Prototypes, no network", "ProtoNet", "ProtoNet, cosine", "Matching", "Relation", "MAML, zero head"
    ];

    public static void Run(string? learner, string? data, double minutes, int episodes, int seed)
    {
        foreach (var entry in LearnerEntry.All.Where(e => s_learners.Contains(e.Name) && (learner is null || e.Name == learner)
            && (data is null || e.Data == data)))
            Judge(entry, minutes, episodes, seed);
    }

    private static void Judge(LearnerEntry entry, double minutes, int episodes, int seed)
    {
        var mlContext = new MLContext(seed);
        var (catalog, data) = (mlContext.MetaLearning(), AccuracyData.Find(entry.Data));
        var (metaTrain, metaTest) = data.Load(mlContext);
        using var model = entry.Create(
            catalog,
            new MetaTraining(
                Ways,
                Shots: 1,
                TimeSpan.FromMinutes(minutes),
                int.MaxValue,
                data.CreateBackbone(),
                data.Augmentation,
                new Silence())).Fit(metaTrain);
        IEnumerable<IDataView?> unknown = data is ClincData ? [null, ClincData.LoadOutOfScope(mlContext)] : [null];
        foreach (var outOfScope in unknown)
        {
            foreach (var shots in new[] { 1, 5 })
                Console.WriteLine($"{data.Name}, {entry.Name}: " +
                    $"{catalog.EvaluateOpenSet(model, metaTest, new(Ways: Ways, Shots: shots, QueryShots: 10, Episodes: episodes), outOfScope: outOfScope)}");
            Console.WriteLine($"{RejectionTransfer.Measure(mlContext, model, metaTest, outOfScope, seed)}{Environment.NewLine}");
        }
    }

    private sealed class Silence : IProgress<MetaTrainingMetrics>
    {
        public void Report(MetaTrainingMetrics value)
        {
        }
    }
}
