using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>What one meta-training is for.</summary>
internal enum TrainedFor
{
    /// <summary>The protocols of one number of ways: the classes that the model can tell apart are fixed.</summary>
    ProtocolsOfEqualWays,

    /// <summary>All protocols.</summary>
    AllProtocols,
}

/// <summary>A learner on a data set, with the best settings known for it there.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Data">The name of the data set.</param>
/// <param name="TrainedFor">What one meta-training is for.</param>
/// <param name="Create">The trainer.</param>
internal sealed record LearnerEntry(
    string Name, string Data, TrainedFor TrainedFor, Func<MetaLearningCatalog, MetaTraining, IEstimator<MetaLearnedTransformer>> Create)
{
    /// <summary>The learners that every other is compared with in pairs.</summary>
    public static readonly IReadOnlyList<string> References = ["MAML", "ProtoNet"];

    /// <summary>All of them, in the order of the table: from what needs no training up.</summary>
    public static readonly IReadOnlyList<LearnerEntry> All = [.. new[] { "omniglot", "clinc" }.SelectMany(On)];

    private static IEnumerable<LearnerEntry> On(string data)
    {
        LearnerEntry ForAll(
            string name,
            Func<MetaLearningCatalog, MetaTraining, IEstimator<MetaLearnedTransformer>> create) =>
                new(name, data, TrainedFor.AllProtocols, create);
        LearnerEntry ForWays(
            string name,
            Func<MetaLearningCatalog, MetaTraining, IEstimator<MetaLearnedTransformer>> create) =>
                new(name, data, TrainedFor.ProtocolsOfEqualWays, create);
        return
        [
            ForAll(
                "Prototypes, no network",
                (catalog, t) => catalog.PrototypicalNetwork(WithoutNetwork(t.With(new PrototypicalNetworkTrainer.Options())))),
            ForAll("k-NN", (catalog, t) => catalog.NearestNeighbor(t.With(new NearestNeighborTrainer.Options()))),
            ForAll("Fine-tuning, head", (catalog, t) => catalog.FineTuning(t.With(new FineTuningTrainer.Options()))),
            ForAll(
                "Fine-tuning, all",
                (catalog, t) => catalog.FineTuning(t.With(new FineTuningTrainer.Options
                {
                    Mode = FineTuningMode.All,
                    InnerLoop = { AdaptationSteps = 20 },
                }))),
            ForAll(
                "Fine-tuning, cosine",
                (catalog, t) => catalog.FineTuning(t.With(new FineTuningTrainer.Options { Mode = FineTuningMode.CosineClassifier }))),
            ForAll("ProtoNet", (catalog, t) => catalog.PrototypicalNetwork(t.With(ManyWays(new PrototypicalNetworkTrainer.Options())))),
            ForAll(
                "ProtoNet, cosine",
                (catalog, t) => catalog.PrototypicalNetwork(t.With(ManyWays(new PrototypicalNetworkTrainer.Options
                {
                    Distance = PrototypeDistance.Cosine
                })))),
            ForAll("Matching", (catalog, t) => catalog.MatchingNetwork(t.With(ManyWays(new MatchingNetworkTrainer.Options())))),
            ForAll(
                "Matching, FCE",
                (catalog, t) => catalog.MatchingNetwork(t.With(ManyWays(new MatchingNetworkTrainer.Options
                {
                    FullContextEmbeddings = true
                })))),
            ForAll(
                "Relation",
                (catalog, t) => catalog.RelationNetwork(LargeMaps(t.With(FewWays(new RelationNetworkTrainer.Options
                {
                    Loss = RelationLoss.CrossEntropy
                }))))),
            ForAll(
                "fo-Proto-MAML",
                (catalog, t) => catalog.ProtoMaml(t.With(FromPrototypes(new ProtoMamlTrainer.Options
                {
                    InnerLoop = { FirstOrder = true }
                })))),
            ForAll("Proto-MAML", (catalog, t) => catalog.ProtoMaml(t.With(FromPrototypes(new ProtoMamlTrainer.Options())))),
            ForAll(
                "MAML++, prototypes",
                (catalog, t) => catalog.MamlPlusPlus(t.With(FromPrototypes(new MamlPlusPlusTrainer.Options
                {
                    Head = HeadInitialization.Prototypes,
                    MultiStepLossPortion = 0,
                })))),
            ForAll(
                "MAML, zero head",
                (catalog, t) => catalog.Maml(t.With(Steps(t, new MamlTrainer.Options { Head = HeadInitialization.Zero })))),
            ForAll(
                "MAML++, zero head",
                (catalog, t) => catalog.MamlPlusPlus(t.With(Steps(t, new MamlPlusPlusTrainer.Options { Head = HeadInitialization.Zero })))),
            ForWays(
                "FOMAML",
                (catalog, t) => catalog.Maml(t.With(Steps(t, new MamlTrainer.Options
                {
                    Head = HeadInitialization.Learned,
                    InnerLoop = { FirstOrder = true }
                })))),
            ForWays("MAML", (catalog, t) => catalog.Maml(t.With(Steps(t, new MamlTrainer.Options { Head = HeadInitialization.Learned })))),
            ForWays(
                "MAML++",
                (catalog, t) => catalog.MamlPlusPlus(t.With(Steps(t, new MamlPlusPlusTrainer.Options
                {
                    Head = HeadInitialization.Learned
                })))),
            ForWays("ANIL", (catalog, t) => catalog.Anil(t.With(Steps(t, new AnilTrainer.Options { Head = HeadInitialization.Learned })))),
            ForWays("BOIL", (catalog, t) => catalog.Boil(t.With(Steps(t, new BoilTrainer.Options())))),
            ForWays("Meta-SGD", (catalog, t) => catalog.MetaSgd(t.With(Steps(t, new MetaSgdTrainer.Options())))),
            ForWays("iMAML", (catalog, t) => catalog.ImplicitMaml(t.With(FewWays(new ImplicitMamlTrainer.Options())))),
            ForWays("Reptile", (catalog, t) => catalog.Reptile(t.With(new ReptileTrainer.Options { Ways = t.Ways }))),
            ForWays("Meta-LSTM", (catalog, t) => catalog.MetaLstm(t.With(FewWays(new MetaLstmTrainer.Options())))),
        ];
    }

    /// <summary>The features as they are; nothing but their scale is trained.</summary>
    private static PrototypicalNetworkTrainer.Options WithoutNetwork(PrototypicalNetworkTrainer.Options options)
    {
        (options.Backbone, options.Augmentation) = (new Identity(options.Backbone!.InputSize), Augmentation.None);
        (options.Ways, options.QueryShots, options.OuterLoop.MetaSteps, options.OuterLoop.LearningRate, options.OuterLoop.MinimumLearningRate) = (5, 5, 300, 0.05, 0.001);
        return options;
    }

    private static T ManyWays<T>(T options) where T : ClassifierMetaTrainerOptions
    {
        (options.Ways, options.QueryShots, options.OuterLoop.MetaBatchSize, options.OuterLoop.LearningRate) = (20, 5, 2, 2e-3);
        return options;
    }

    /// <summary>
    /// The relation module compares maps of features, which are larger if only two blocks of the network pool, as in its paper.
    /// </summary>
    private static RelationNetworkTrainer.Options LargeMaps(RelationNetworkTrainer.Options options)
    {
        if (options.Backbone is Conv4 { InputShape: var shape, Filters: var filters })
            options.Backbone = new Conv4((int)shape[0], (int)shape[1], (int)shape[2], filters, pooledBlocks: 2);
        return options;
    }

    private static T FewWays<T>(T options) where T : ClassifierMetaTrainerOptions
    {
        (options.Ways, options.QueryShots, options.OuterLoop.MetaBatchSize, options.OuterLoop.LearningRate) = (5, 5, 4, 2e-3);
        return options;
    }

    private static T FromPrototypes<T>(T options) where T : GradientClassifierMetaTrainerOptions
    {
        (options.Ways, options.QueryShots, options.OuterLoop.MetaBatchSize, options.OuterLoop.LearningRate) = (20, 5, 2, 2e-3);
        (options.InnerLoop.LearningRate, options.InnerLoop.AdaptationSteps) = (0.01, 1);
        return options;
    }

    private static T Steps<T>(MetaTraining training, T options) where T : GradientClassifierMetaTrainerOptions
    {
        (options.Ways, options.QueryShots, options.OuterLoop.MetaBatchSize, options.OuterLoop.LearningRate, options.InnerLoop.LearningRate) = (training.Ways, 5, 4, 2e-3, 0.1);
        return options;
    }
}
