using System;
using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>What one meta-training is for.</summary>
internal enum TrainedFor
{
    /// <summary>One protocol: the classes that the model can tell apart are fixed.</summary>
    EachProtocol,

    /// <summary>All protocols.</summary>
    AllProtocols,
}

/// <summary>A learner on a data set, with the best settings known for it there.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Data">The name of the data set.</param>
/// <param name="TrainedFor">What one meta-training is for.</param>
/// <param name="Create">The trainer.</param>
internal sealed record LearnerEntry(string Name, string Data, TrainedFor TrainedFor, Func<MetaLearningCatalog, MetaTraining, IEstimator<MetaLearnedTransformer>> Create)
{
    /// <summary>The learners that every other is compared with in pairs.</summary>
    public static readonly IReadOnlyList<string> References = ["MAML", "ProtoNet"];

    /// <summary>All of them, in the order of the table: from what needs no training up.</summary>
    public static readonly IReadOnlyList<LearnerEntry> All =
    [
        new("ProtoNet, untrained", "omniglot", TrainedFor.AllProtocols, (catalog, t) => catalog.PrototypicalNetwork(Untrained(t.With(new PrototypicalNetworkTrainer.Options())))),
        new("ProtoNet", "omniglot", TrainedFor.AllProtocols, (catalog, t) => catalog.PrototypicalNetwork(t.With(ManyWays(new PrototypicalNetworkTrainer.Options())))),
        new("ProtoNet, cosine", "omniglot", TrainedFor.AllProtocols, (catalog, t) => catalog.PrototypicalNetwork(t.With(ManyWays(new PrototypicalNetworkTrainer.Options { Distance = PrototypeDistance.Cosine })))),
        new("FOMAML", "omniglot", TrainedFor.EachProtocol, (catalog, t) => catalog.Maml(t.With(Drawings(t, new MamlTrainer.Options { FirstOrder = true })))),
        new("MAML", "omniglot", TrainedFor.EachProtocol, (catalog, t) => catalog.Maml(t.With(Drawings(t, new MamlTrainer.Options())))),

        new("ProtoNet, untrained", "clinc", TrainedFor.AllProtocols, (catalog, t) => catalog.PrototypicalNetwork(Untrained(t.With(new PrototypicalNetworkTrainer.Options())))),
        new("ProtoNet", "clinc", TrainedFor.AllProtocols, (catalog, t) => catalog.PrototypicalNetwork(t.With(ManyWays(new PrototypicalNetworkTrainer.Options())))),
        new("ProtoNet, cosine", "clinc", TrainedFor.AllProtocols, (catalog, t) => catalog.PrototypicalNetwork(t.With(ManyWays(new PrototypicalNetworkTrainer.Options { Distance = PrototypeDistance.Cosine })))),
        new("FOMAML", "clinc", TrainedFor.EachProtocol, (catalog, t) => catalog.Maml(t.With(Sentences(t, new MamlTrainer.Options { FirstOrder = true })))),
        new("MAML", "clinc", TrainedFor.EachProtocol, (catalog, t) => catalog.Maml(t.With(Sentences(t, new MamlTrainer.Options())))),
    ];

    private static T Untrained<T>(T options) where T : MetaTrainerOptions
    {
        (options.MetaSteps, options.MetaLearningRate, options.MinimumMetaLearningRate) = (1, 1e-12, 0);
        return options;
    }

    private static T ManyWays<T>(T options) where T : ClassifierMetaTrainerOptions
    {
        (options.Ways, options.QueryShots, options.MetaBatchSize, options.MetaLearningRate) = (20, 5, 2, 2e-3);
        return options;
    }

    private static T Drawings<T>(MetaTraining training, T options) where T : GradientClassifierMetaTrainerOptions
    {
        (options.Ways, options.QueryShots, options.MetaBatchSize, options.MetaLearningRate, options.InnerLearningRate) = (training.Ways, 5, 4, 2e-3, 0.1);
        return options;
    }

    private static T Sentences<T>(MetaTraining training, T options) where T : GradientClassifierMetaTrainerOptions
    {
        (options.Ways, options.QueryShots, options.MetaBatchSize, options.MetaLearningRate, options.InnerLearningRate) = (training.Ways, 15, 4, 1e-3, 0.1);
        return options;
    }
}
