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
        ["Maml"] = Maml(s => s),
        ["Maml, momentum and weight decay"] = Maml(s => s with { Momentum = 0.9, WeightDecay = 0.01 }),
        ["Maml, rates of head and body"] = Maml(s => s with { HeadLearningRate = 0.3 }),
        ["Maml, zero head and temperature"] = Maml(s => s with { Head = HeadInitialization.Zero, LearnsTemperature = true }),
        ["MamlPlusPlus"] = Maml(s => s with { Rates = InnerRates.PerTensorAndStep, StepNormalization = true, MultiStepLossPortion = 1 }),
        ["Anil"] = Maml(s => s with { Frozen = ["conv", "linear"] }),
        ["Boil"] = Maml(s => s with { Frozen = ["head."] }),
        ["MetaSgd"] = Maml(s => s with { Rates = InnerRates.PerWeight }),
        ["Maml, frozen normalization"] = Maml(s => s with { Frozen = [".norm."], InnerLearningRate = 0.01 }),
        ["ProtoMaml"] = Maml(s => s with { Head = HeadInitialization.Prototypes, Frozen = [".norm."], InnerLearningRate = 0.01 }),
        ["PrototypicalNetwork"] = (backbone, normalization, engine) => new PrototypicalLearner(Problem(backbone, normalization), PrototypeDistance.SquaredEuclidean, engine),
        ["PrototypicalNetwork, cosine"] = (backbone, normalization, engine) => new PrototypicalLearner(Problem(backbone, normalization), PrototypeDistance.Cosine, engine),
    };

    /// <summary>Learners whose outer loop descends something else.</summary>
    public static IReadOnlyDictionary<string, Create> Approximate { get; } = new Dictionary<string, Create>
    {
        ["Fomaml"] = Maml(s => s with { Order = GradientOrder.First }),
        ["MamlPlusPlus, first order"] = Maml(s => s with { Order = GradientOrder.First, Rates = InnerRates.PerTensorAndStep, StepNormalization = true, MultiStepLossPortion = 1 }),
        ["ProtoMaml, first order"] = Maml(s => s with { Order = GradientOrder.First, Head = HeadInitialization.Prototypes, InnerLearningRate = 0.01 }),
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

    private static Create Maml(Func<MamlSettings, MamlSettings> change) => (backbone, normalization, engine) => new MamlLearner(
        Problem(backbone, normalization) with { Outputs = 3 },
        change(new MamlSettings(InnerLearningRate: 0.1, AdaptationSteps: 2, TestAdaptationSteps: 2, GradientOrder.Second) { Engine = engine }));

    private static FewShotProblem Problem(Backbone backbone, Normalization normalization) => new(backbone, TaskKind.Classification, Outputs: null, normalization);
}
