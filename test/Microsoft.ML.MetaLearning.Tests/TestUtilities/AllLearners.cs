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
        ["MatchingNetwork"] = (backbone, normalization, engine) => new MatchingLearner(Problem(backbone, normalization), AttentionSimilarity.NormalizedSupport, null, engine),
        ["MatchingNetwork, cosine"] = (backbone, normalization, engine) => new MatchingLearner(Problem(backbone, normalization), AttentionSimilarity.Cosine, null, engine),
        ["MatchingNetwork, full context"] = (backbone, normalization, engine) =>
            new MatchingLearner(Problem(backbone, normalization), AttentionSimilarity.Cosine, new FullContext(backbone.EmbeddingSize, processingSteps: 2), engine),
        ["RelationNetwork"] = (backbone, normalization, engine) => Relation(backbone, normalization, RelationLoss.MeanSquaredError, engine),
        ["RelationNetwork, cross entropy"] = (backbone, normalization, engine) => Relation(backbone, normalization, RelationLoss.CrossEntropy, engine),
    };

    /// <summary>Learners whose outer loop descends something else.</summary>
    public static IReadOnlyDictionary<string, Create> Approximate { get; } = new Dictionary<string, Create>
    {
        ["Fomaml"] = (backbone, normalization, engine) => TinyLearners.Maml(backbone, normalization, GradientOrder.First, steps: 2, engine: engine),
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
            ["MatchingNetwork"] = catalog => catalog.MatchingNetwork(Tiny(new MatchingNetworkTrainer.Options())),
            ["MatchingNetwork, full context"] = catalog => catalog.MatchingNetwork(Tiny(new MatchingNetworkTrainer.Options { FullContextEmbeddings = true, ProcessingSteps = 2 })),
            ["RelationNetwork"] = catalog => catalog.RelationNetwork(Tiny(new RelationNetworkTrainer.Options { RelationFilters = 4 })),
        };

    public static T Tiny<T>(T options) where T : MetaTrainerOptions
    {
        (options.Shots, options.QueryShots, options.MetaSteps, options.MetaBatchSize, options.Threads) = (1, 2, 2, 2, 1);
        if (options is ClassifierMetaTrainerOptions classifier)
            classifier.Ways = 3;
        if (options is GradientClassifierMetaTrainerOptions gradient)
            (gradient.Ways, gradient.AdaptationSteps) = (3, 2);
        return options;
    }

    private static RelationLearner Relation(Backbone backbone, Normalization normalization, RelationLoss loss, GradientEngine engine) =>
        new(Problem(backbone, normalization), new RelationModule(backbone.FeatureMapShape, filters: 4, units: 5), loss, engine);

    private static FewShotProblem Problem(Backbone backbone, Normalization normalization) => new(backbone, TaskKind.Classification, Outputs: null, normalization);
}
