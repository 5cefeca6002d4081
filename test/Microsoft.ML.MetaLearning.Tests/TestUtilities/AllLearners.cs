using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Learning;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Every learner of the catalog, as small as it comes. What holds for all of them is tested on these lists.</summary>
internal static class AllLearners
{
    /// <summary>A learner of three classes.</summary>
    public delegate IFewShotLearner Create(Backbone backbone, Normalization normalization, GradientEngine engine);

    /// <summary>Learners whose meta-gradient is the exact gradient of the query loss.</summary>
    public static IReadOnlyDictionary<string, Create> Exact { get; } = new Dictionary<string, Create>
    {
        ["Maml"] = (backbone, normalization, engine) => TinyLearners.Maml(backbone, normalization, steps: 2, engine: engine),
        ["PrototypicalNetwork"] = (backbone, normalization, engine) => new PrototypicalLearner(Problem(backbone, normalization), PrototypeDistance.SquaredEuclidean, engine),
        ["PrototypicalNetwork, cosine"] = (backbone, normalization, engine) => new PrototypicalLearner(Problem(backbone, normalization), PrototypeDistance.Cosine, engine),
    };

    /// <summary>Learners whose outer loop descends something else.</summary>
    public static IReadOnlyDictionary<string, Create> Approximate { get; } = new Dictionary<string, Create>
    {
        ["Fomaml"] = (backbone, normalization, engine) => TinyLearners.Maml(backbone, normalization, GradientOrder.First, steps: 2, engine: engine),
        ["FineTuning, head"] = (backbone, normalization, engine) => FineTuning(FineTuningMode.Head, backbone, normalization, engine),
        ["FineTuning, all"] = (backbone, normalization, engine) => FineTuning(FineTuningMode.All, backbone, normalization, engine),
        ["FineTuning, cosine"] = (backbone, normalization, engine) => FineTuning(FineTuningMode.CosineClassifier, backbone, normalization, engine),
        ["NearestNeighbor"] = (backbone, normalization, engine) => new NearestNeighborLearner(Problem(backbone, normalization), 1, NeighborDistance.Cosine, engine, baseClasses: 3),
        ["NearestNeighbor, three"] = (backbone, normalization, engine) => new NearestNeighborLearner(Problem(backbone, normalization), 3, NeighborDistance.Euclidean, engine, baseClasses: 3),
    };

    public static IEnumerable<string> Names => Exact.Keys.Concat(Approximate.Keys);

    public static Create Named(string name) => Exact.TryGetValue(name, out var create) ? create : Approximate[name];

    /// <summary>The trainers, to fit on <see cref="Blobs"/>.</summary>
    public static IReadOnlyDictionary<string, Func<MetaLearningCatalog, IEstimator<MetaLearnedTransformer>>> Trainers { get; } =
        new Dictionary<string, Func<MetaLearningCatalog, IEstimator<MetaLearnedTransformer>>>
        {
            ["Maml"] = catalog => catalog.Maml(TinyModels.ClassifierOptions()),
            ["PrototypicalNetwork"] = catalog => catalog.PrototypicalNetwork(Tiny(new PrototypicalNetworkTrainer.Options())),
            ["PrototypicalNetwork, cosine"] = catalog => catalog.PrototypicalNetwork(Tiny(new PrototypicalNetworkTrainer.Options { Distance = PrototypeDistance.Cosine })),
            ["FineTuning, head"] = catalog => catalog.FineTuning(Tiny(new FineTuningTrainer.Options())),
            ["FineTuning, all"] = catalog => catalog.FineTuning(Tiny(new FineTuningTrainer.Options { Mode = FineTuningMode.All })),
            ["FineTuning, cosine"] = catalog => catalog.FineTuning(Tiny(new FineTuningTrainer.Options { Mode = FineTuningMode.CosineClassifier })),
            ["NearestNeighbor"] = catalog => catalog.NearestNeighbor(Tiny(new NearestNeighborTrainer.Options())),
            ["NearestNeighbor, three"] = catalog => catalog.NearestNeighbor(Tiny(new NearestNeighborTrainer.Options { Neighbors = 3, Distance = NeighborDistance.Euclidean })),
        };

    public static T Tiny<T>(T options) where T : MetaTrainerOptions
    {
        (options.Shots, options.QueryShots, options.MetaSteps, options.MetaBatchSize, options.Threads) = (1, 2, 2, 2, 1);
        if (options is ClassifierMetaTrainerOptions classifier)
            classifier.Ways = 3;
        if (options is GradientClassifierMetaTrainerOptions gradient)
            (gradient.Ways, gradient.AdaptationSteps) = (3, 2);
        if (options is BatchClassifierMetaTrainerOptions batch)
            batch.BatchSize = 8;
        if (options is FineTuningTrainer.Options fineTuning)
            fineTuning.AdaptationSteps = 3;
        return options;
    }

    private static FineTuningLearner FineTuning(FineTuningMode mode, Backbone backbone, Normalization normalization, GradientEngine engine) =>
        new(Problem(backbone, normalization), new FineTuningSettings(mode, OuterOptimizerKind.Adam, LearningRate: 0.01, Steps: 3) { Engine = engine }, baseClasses: 3);

    private static FewShotProblem Problem(Backbone backbone, Normalization normalization) => new(backbone, TaskKind.Classification, Outputs: null, normalization);
}
