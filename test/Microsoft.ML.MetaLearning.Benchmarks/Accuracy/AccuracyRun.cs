using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Evaluation;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>Meta-trains one learner in this process, judges it and writes its row.</summary>
internal static class AccuracyRun
{
    private const int QueryShots = 15;

    public static void Run(PlannedTraining plan, AccuracySettings settings, string file)
    {
        var mlContext = new MLContext(settings.Seed);
        var (catalog, data) = (mlContext.MetaLearning(), AccuracyData.Find(plan.Entry.Data));
        var (metaTrain, metaTest) = data.Load(mlContext);
        var progress = new Progress(plan.Name);
        var protocol = plan.Protocols[0];
        var trainer = plan.Entry.Create(
            catalog,
            new MetaTraining(
                protocol.Ways,
                protocol.Shots,
                settings.MetaSteps is null ? TimeSpan.FromMinutes(settings.Minutes) : null,
                settings.MetaSteps ?? int.MaxValue,
                data.CreateBackbone(),
                data.Augmentation,
                progress));
        using var model = trainer.Fit(metaTrain);
        using var saved = new MemoryStream();
        mlContext.Model.Save(model, metaTrain.Schema, saved);
        new AccuracyRow
        {
            Data = data.Name,
            Learner = plan.Entry.Name,
            Settings = settings,
            TrainingSeconds = progress.Last.Elapsed.TotalSeconds,
            MetaSteps = progress.Last.MetaStep,
            TasksPerSecond = progress.Last.TasksPerSecond,
            GradientPath = progress.Last.GradientPath,
            ModelBytes = saved.Length,
            PeakMemoryBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            Date = DateTime.UtcNow,
            Protocols = plan.Protocols.Select(p => Judge(catalog, model, metaTest, p, settings)).ToArray(),
        }.Save(file);
    }

    private static AccuracyRow.ProtocolScores Judge(
        MetaLearningCatalog catalog, MetaLearnedTransformer model, IDataView metaTest, AccuracyProtocol protocol, AccuracySettings settings)
    {
        var metrics = catalog.Evaluate(
            model, metaTest, new(Ways: protocol.Ways, Shots: protocol.Shots, QueryShots: QueryShots, Episodes: settings.Episodes));
        Console.Error.WriteLine(metrics);
        using var scope = NewDisposeScope();
        using var examples = ExampleReader.ReadClassification(
            metaTest, model.Columns.Label, model.Columns.Features, model.Backbone.InputShape);
        var adaptation = AdaptationClock.Median(
            model.Model, new EpisodeLoader(examples, new EpisodeShape(protocol.Ways, protocol.Shots, QueryShots), seed: 0));
        return new(
            protocol,
            adaptation.TotalMilliseconds,
            AccuracyRow.Scores.Of(metrics.Inductive),
            metrics.Transductive is { } scores ? AccuracyRow.Scores.Of(scores) : null);
    }

    private sealed class Progress(string name) : IProgress<MetaTrainingMetrics>
    {
        private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(15);
        private TimeSpan _next = s_interval;

        public MetaTrainingMetrics Last { get; private set; } = null!;

        public void Report(MetaTrainingMetrics value)
        {
            Last = value;
            if (value.Elapsed < _next)
                return;
            _next = value.Elapsed + s_interval;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: meta-step {value.MetaStep}, loss {value.Loss:F3}, accuracy {value.Accuracy * 100:F1} %, " +
                $"{value.TasksPerSecond:F1} tasks/s, {value.Remaining:mm\\:ss} left"));
        }
    }
}
