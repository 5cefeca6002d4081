using System;
using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>A step of the ablation within alphabets: what was there before it, and one idea more.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Train">Creates the trainer.</param>
internal sealed record AlphabetStep(string Name, AlphabetStep.CreateTrainer Train)
{
    public delegate IEstimator<MetaLearnedTransformer> CreateTrainer(
        MetaLearningCatalog catalog, TimeSpan limit, IProgress<MetaTrainingMetrics> progress);

    public static IReadOnlyList<AlphabetStep> All { get; } =
    [
        new("prototypes", (catalog, limit, progress) => catalog.PrototypicalNetwork(Common(Rotated(), limit, progress))),
        new("alphabets", (catalog, limit, progress) => catalog.PrototypicalNetwork(Common(Aligned(Prototypes()), limit, progress))),
        new("local", (catalog, limit, progress) => catalog.MatchingNetwork(Common(Aligned(Local()), limit, progress))),
        new("transforms", (catalog, limit, progress) => catalog.MatchingNetwork(Common(Transformed(Aligned(Local())), limit, progress))),
        new("episodes", (catalog, limit, progress) => catalog.MatchingNetwork(
            Common(EpisodesTransformed(Transformed(Aligned(Local()))), limit, progress))),
    ];

    private static T Common<T>(T options, TimeSpan limit, IProgress<MetaTrainingMetrics> progress) where T : ClassifierMetaTrainerOptions
    {
        (options.Ways, options.Shots, options.QueryShots, options.Progress) = (20, 1, 3, progress);
        (options.OuterLoop.TimeLimit, options.OuterLoop.MetaSteps) = (limit, int.MaxValue);
        (options.OuterLoop.MetaBatchSize, options.OuterLoop.LearningRate) = (2, 2e-3);
        return options;
    }

    private static PrototypicalNetworkTrainer.Options Prototypes() => new() { Backbone = new OmniglotData().CreateBackbone() };

    private static PrototypicalNetworkTrainer.Options Rotated()
    {
        var options = Prototypes();
        options.Augmentation = Augmentation.RotationsAsClasses;
        return options;
    }

    private static MatchingNetworkTrainer.Options Local() => new() { Similarity = AttentionSimilarity.Local };

    private static T Aligned<T>(T options) where T : ClassifierMetaTrainerOptions
    {
        options.Sampling = new AlignedSampling { IgnoreHierarchyProbability = 0.2 };
        return options;
    }

    private static T Transformed<T>(T options) where T : ClassifierMetaTrainerOptions
    {
        options.SupportTransforms = options.QueryTransforms =
        [
            new RandomAffine(degrees: 8, scale: 0.12, shear: 0.12, translation: 1.5), new ElasticDeformation(displacement: 1),
            new StrokeWidth(change: 0.3),
        ];
        return options;
    }

    private static T EpisodesTransformed<T>(T options) where T : ClassifierMetaTrainerOptions
    {
        options.EpisodeTransforms = [new HorizontalFlip(), new RandomAffine(degrees: 180, scale: 0.25, shear: 0.3)];
        return options;
    }
}
