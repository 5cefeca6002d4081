using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Every learner of the catalog, as small as it comes. What holds for all of them is tested on these lists.</summary>
internal static class AllLearners
{
    /// <summary>A learner of three classes.</summary>
    public delegate IFewShotLearner Create(Backbone backbone, Normalization normalization, GradientEngine engine);

    /// <summary>Learners whose meta-gradient is the exact gradient of the query loss.</summary>
    public static IReadOnlyDictionary<string, Create> Exact { get; } = new Dictionary<string, Create>
    {
        ["Maml"] = Maml(s => s),
        ["Maml, momentum and weight decay"] = Maml(s => s with { Momentum = 0.9, WeightDecay = 0.01 }),
        ["Maml, rates of head and body"] = Maml(s => s with { HeadLearningRate = 0.3 }),
        ["Maml, zero head and temperature"] = Maml(s => s with { Head = HeadInitialization.Zero, LearnsTemperature = true }),
        ["MamlPlusPlus"] = Maml(s => s with { Rates = InnerRates.PerTensorAndStep, StepNormalization = true, MultiStepLossPortion = 1 }),
        ["Anil"] = Maml(s => s with { Adapts = AdaptedPart.Head }),
        ["Anil, zero head"] = Maml(s => s with { Adapts = AdaptedPart.Head, Head = HeadInitialization.Zero, LearnsTemperature = true }),
        ["Boil"] = Maml(s => s with { Adapts = AdaptedPart.Backbone }),
        ["MetaSgd"] = Maml(s => s with { Rates = InnerRates.PerWeight }),
        ["Maml, frozen normalization"] = Maml(s => s with { Frozen = [".norm."], InnerLearningRate = 0.01 }),
        ["ProtoMaml"] = Maml(s => s with { Head = HeadInitialization.ScaledPrototypes, Frozen = [".norm."], InnerLearningRate = 0.01 }),
        ["PrototypicalNetwork"] = (backbone, normalization, engine) =>
            new PrototypicalLearner(Problem(backbone, normalization), PrototypeDistance.MeanSquared, engine),
        ["PrototypicalNetwork, cosine"] = (backbone, normalization, engine) =>
            new PrototypicalLearner(Problem(backbone, normalization), PrototypeDistance.Cosine, engine),
        ["MatchingNetwork"] = (backbone, normalization, engine) =>
            new MatchingLearner(Problem(backbone, normalization), AttentionSimilarity.NormalizedSupport, null, engine),
        ["MatchingNetwork, cosine"] = (backbone, normalization, engine) =>
            new MatchingLearner(Problem(backbone, normalization), AttentionSimilarity.Cosine, null, engine),
        ["MatchingNetwork, local"] = (backbone, normalization, engine) =>
            new MatchingLearner(Problem(backbone, normalization), AttentionSimilarity.Local, null, engine),
        ["MatchingNetwork, full context"] = (backbone, normalization, engine) =>
            new MatchingLearner(
                Problem(backbone, normalization),
                AttentionSimilarity.Cosine,
                new FullContext(backbone.EmbeddingSize, processingSteps: 2),
                engine),
        ["RelationNetwork"] = (backbone, normalization, engine) => Relation(backbone, normalization, RelationLoss.MeanSquaredError, engine),
        ["RelationNetwork, cross entropy"] = (backbone, normalization, engine) =>
            Relation(backbone, normalization, RelationLoss.CrossEntropy, engine),
    };

    /// <summary>Learners whose outer loop descends something else.</summary>
    public static IReadOnlyDictionary<string, Create> Approximate { get; } = new Dictionary<string, Create>
    {
        ["Fomaml"] = Maml(s => s with { Order = GradientOrder.First }),
        ["MamlPlusPlus, first order"] = Maml(s => s with
        {
            Order = GradientOrder.First,
            Rates = InnerRates.PerTensorAndStep,
            StepNormalization = true,
            MultiStepLossPortion = 1,
        }),
        ["ProtoMaml, first order"] = Maml(s => s with
        {
            Order = GradientOrder.First,
            Head = HeadInitialization.Prototypes,
            InnerLearningRate = 0.01,
        }),
        ["Reptile"] = (backbone, normalization, engine) => new ReptileLearner(
            Problem(backbone, normalization) with { Outputs = 3 },
            // Adam makes whole steps of the rounding noise where normalization cancels a parameter; its own test compares it with torch's.
            new ReptileSettings(
                InnerOptimizerKind.Sgd, 0.01, AdaptationSteps: 3, TestAdaptationSteps: 3, InnerBatchSize: 4)
            { Engine = engine }),
        ["ImplicitMaml"] = (backbone, normalization, engine) => new ImplicitMamlLearner(
            Problem(backbone, normalization) with { Outputs = 3 },
            new ImplicitMamlSettings(0.1, Proximity: 2, 3, 3, ConjugateGradientSteps: 2) { Engine = engine }),
        ["MetaLstm"] = (backbone, normalization, engine) => new MetaLstmLearner(
            Problem(backbone, normalization) with { Outputs = 3 }, new MetaLstmSettings(2, 2, null) { Engine = engine }),
        ["FineTuning, head"] = (backbone, normalization, engine) => FineTuning(FineTuningMode.Head, backbone, normalization, engine),
        ["FineTuning, all"] = (backbone, normalization, engine) => FineTuning(FineTuningMode.All, backbone, normalization, engine),
        ["FineTuning, cosine"] = (backbone, normalization, engine) =>
            FineTuning(FineTuningMode.CosineClassifier, backbone, normalization, engine),
        ["NearestNeighbor"] = (backbone, normalization, engine) =>
            new NearestNeighborLearner(Problem(backbone, normalization), 1, NeighborDistance.Cosine, engine, baseClasses: 3),
        ["NearestNeighbor, three"] = (backbone, normalization, engine) =>
            new NearestNeighborLearner(Problem(backbone, normalization), 3, NeighborDistance.Euclidean, engine, baseClasses: 3),
    };

    public static IEnumerable<string> Names => Exact.Keys.Concat(Approximate.Keys);

    public static Create Named(string name) => Exact.TryGetValue(name, out var create) ? create : Approximate[name];

    /// <summary>The trainers, to fit on <see cref="Blobs"/>.</summary>
    public static IReadOnlyDictionary<string, Func<MetaLearningCatalog, IEstimator<MetaLearnedTransformer>>> Trainers { get; } =
        new Dictionary<string, Func<MetaLearningCatalog, IEstimator<MetaLearnedTransformer>>>
        {
            ["Maml"] = catalog => catalog.Maml(TinyModels.ClassifierOptions()),
            ["CustomLearner"] = catalog => catalog.CustomLearner(Tiny(new CustomLearnerTrainer.Options
            {
                Learner = problem => new PrototypicalLearner(problem, PrototypeDistance.SquaredEuclidean),
            })),
            ["Maml, zero head"] = catalog => catalog.Maml(TinyModels.ClassifierOptions(o =>
                (o.Head, o.LearnTemperature) = (HeadInitialization.Zero, true))),
            ["Maml, ensemble"] = catalog => catalog.Maml(TinyModels.ClassifierOptions(o => (
                o.OuterLoop.EnsembleSize, o.OuterLoop.ValidationInterval, o.OuterLoop.ValidationEpisodes, o.ValidationSet) =
                (2, 1, 4, Blobs.Create(new MLContext(), i => $"other {i}")))),
            ["MamlPlusPlus"] = catalog => catalog.MamlPlusPlus(Tiny(new MamlPlusPlusTrainer.Options
            {
                Backbone = new Mlp(Blobs.Size, [5], normalize: true)
            })),
            ["Anil"] = catalog => catalog.Anil(Tiny(new AnilTrainer.Options())),
            ["Boil"] = catalog => catalog.Boil(Tiny(new BoilTrainer.Options())),
            ["MetaSgd"] = catalog => catalog.MetaSgd(Tiny(new MetaSgdTrainer.Options())),
            ["Reptile"] = catalog => catalog.Reptile(Tiny(new ReptileTrainer.Options())),
            ["Reptile, gradient descent"] = catalog => catalog.Reptile(Tiny(new ReptileTrainer.Options
            {
                InnerLoop = { Optimizer = InnerOptimizerKind.Sgd, LearningRate = 0.1 }
            })),
            ["ImplicitMaml"] = catalog => catalog.ImplicitMaml(Tiny(new ImplicitMamlTrainer.Options())),
            ["MetaLstm"] = catalog => catalog.MetaLstm(Tiny(new MetaLstmTrainer.Options())),
            ["ProtoMaml"] = catalog => catalog.ProtoMaml(Tiny(new ProtoMamlTrainer.Options())),
            ["PrototypicalNetwork"] = catalog => catalog.PrototypicalNetwork(Tiny(new PrototypicalNetworkTrainer.Options())),
            ["PrototypicalNetwork, identity"] = catalog => catalog.PrototypicalNetwork(Tiny(new PrototypicalNetworkTrainer.Options
            {
                Backbone = new Identity(Blobs.Size)
            })),
            ["PrototypicalNetwork, cosine"] = catalog => catalog.PrototypicalNetwork(Tiny(new PrototypicalNetworkTrainer.Options
            {
                Distance = PrototypeDistance.Cosine
            })),
            ["MatchingNetwork"] = catalog => catalog.MatchingNetwork(Tiny(new MatchingNetworkTrainer.Options())),
            ["MatchingNetwork, local"] = catalog => catalog.MatchingNetwork(Tiny(new MatchingNetworkTrainer.Options
            {
                Similarity = AttentionSimilarity.Local,
            })),
            ["MatchingNetwork, full context"] = catalog => catalog.MatchingNetwork(Tiny(new MatchingNetworkTrainer.Options
            {
                FullContextEmbeddings = true,
                ProcessingSteps = 2,
            })),
            ["RelationNetwork"] = catalog => catalog.RelationNetwork(Tiny(new RelationNetworkTrainer.Options { RelationFilters = 4 })),
            ["FineTuning, head"] = catalog => catalog.FineTuning(Tiny(new FineTuningTrainer.Options())),
            ["FineTuning, all"] = catalog => catalog.FineTuning(Tiny(new FineTuningTrainer.Options { Mode = FineTuningMode.All })),
            ["FineTuning, cosine"] = catalog => catalog.FineTuning(Tiny(new FineTuningTrainer.Options
            {
                Mode = FineTuningMode.CosineClassifier
            })),
            ["NearestNeighbor"] = catalog => catalog.NearestNeighbor(Tiny(new NearestNeighborTrainer.Options())),
            ["NearestNeighbor, three"] = catalog => catalog.NearestNeighbor(Tiny(new NearestNeighborTrainer.Options
            {
                Neighbors = 3,
                Distance = NeighborDistance.Euclidean,
            })),
        };

    public static T Tiny<T>(T options) where T : ClassifierMetaTrainerOptions
    {
        (options.Ways, options.Shots, options.QueryShots) = (3, 1, 2);
        (options.OuterLoop.MetaSteps, options.OuterLoop.MetaBatchSize, options.OuterLoop.Threads) = (2, 2, 1);
        if (options is GradientClassifierMetaTrainerOptions gradient)
            gradient.InnerLoop.AdaptationSteps = 2;
        if (options is BatchClassifierMetaTrainerOptions batch)
            batch.BatchSize = 8;
        if (options is FineTuningTrainer.Options fineTuning)
            fineTuning.InnerLoop.AdaptationSteps = 3;
        return options;
    }

    private static Create Maml(Func<MamlSettings, MamlSettings> change) => (backbone, normalization, engine) => new MamlLearner(
        Problem(backbone, normalization) with { Outputs = 3 },
        change(new MamlSettings(
            InnerLearningRate: 0.1, AdaptationSteps: 2, TestAdaptationSteps: 2, GradientOrder.Second)
        { Engine = engine }));

    private static RelationLearner Relation(Backbone backbone, Normalization normalization, RelationLoss loss, GradientEngine engine) =>
        new(Problem(backbone, normalization), new RelationModule(backbone.FeatureMapShape, filters: 4, units: 5), loss, engine);

    private static FineTuningLearner FineTuning(
        FineTuningMode mode, Backbone backbone, Normalization normalization, GradientEngine engine) =>
        new(
            Problem(backbone, normalization),
            new FineTuningSettings(mode, OuterOptimizerKind.Adam, LearningRate: 0.01, Steps: 3) { Engine = engine },
            baseClasses: 3);

    private static FewShotProblem Problem(Backbone backbone, Normalization normalization) =>
        new(backbone, TaskKind.Classification, Outputs: null, normalization);
}
