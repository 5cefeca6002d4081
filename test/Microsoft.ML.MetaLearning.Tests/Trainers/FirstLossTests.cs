using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Trainers;

/// <summary>Every learner at its default options begins near the loss of chance, on every network and for few and many classes.</summary>
[TestClass]
public sealed class FirstLossTests
{
    private const int Classes = 12;
    private const double LargestFactor = 1.5;

    /// <summary>The mean squared error of relation scores of one half.</summary>
    private const double ChanceOfRelations = 0.25;

    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly IDataView s_glyphs = s_mlContext.MetaLearning().LoadGlyphs(Classes, drawings: 3);

    private static readonly Dictionary<string, Func<Backbone>> s_backbones = new()
    {
        ["Conv4"] = () => new Conv4(1, 28, 28, filters: 64),
        ["Conv4, long embeddings"] = () => new Conv4(1, 28, 28, filters: 16, pooledBlocks: 2),
        ["ResNet12"] = () => new ResNet12(1, 28, 28, filters: [8, 8, 16, 64]),
        ["ResNet18"] = () => new ResNet18(1, 28, 28, filters: [8, 8, 16, 64], blocksPerStage: 1, ResNetStem.Small),
        ["Mlp"] = () => new Mlp(784),
        ["Mlp, long embeddings"] = () => new Mlp(784, [1024]),
        ["Identity"] = () => new Identity(784),
    };

    private static readonly Dictionary<string, Func<MetaLearningCatalog, Run, IEstimator<MetaLearnedTransformer>>> s_learners = new()
    {
        ["Maml"] = (catalog, run) => catalog.Maml(run.Of(new MamlTrainer.Options())),
        ["Fomaml"] = (catalog, run) => catalog.Maml(run.Of(new MamlTrainer.Options { InnerLoop = { FirstOrder = true } })),
        ["MamlPlusPlus"] = (catalog, run) => catalog.MamlPlusPlus(run.Of(new MamlPlusPlusTrainer.Options())),
        ["Anil"] = (catalog, run) => catalog.Anil(run.Of(new AnilTrainer.Options())),
        ["Boil"] = (catalog, run) => catalog.Boil(run.Of(new BoilTrainer.Options())),
        ["MetaSgd"] = (catalog, run) => catalog.MetaSgd(run.Of(new MetaSgdTrainer.Options())),
        ["ProtoMaml"] = (catalog, run) => catalog.ProtoMaml(run.Of(new ProtoMamlTrainer.Options())),
        ["ImplicitMaml"] = (catalog, run) => catalog.ImplicitMaml(run.Of(new ImplicitMamlTrainer.Options())),
        ["Reptile"] = (catalog, run) => catalog.Reptile(run.Of(new ReptileTrainer.Options())),
        ["PrototypicalNetwork"] = (catalog, run) => catalog.PrototypicalNetwork(run.Of(new PrototypicalNetworkTrainer.Options())),
        ["PrototypicalNetwork, cosine"] = (catalog, run) =>
            catalog.PrototypicalNetwork(run.Of(new PrototypicalNetworkTrainer.Options { Distance = PrototypeDistance.Cosine })),
        ["MatchingNetwork"] = (catalog, run) => catalog.MatchingNetwork(run.Of(new MatchingNetworkTrainer.Options())),
        ["MatchingNetwork, cosine"] = (catalog, run) =>
            catalog.MatchingNetwork(run.Of(new MatchingNetworkTrainer.Options { Similarity = AttentionSimilarity.Cosine })),
        ["RelationNetwork"] = (catalog, run) => catalog.RelationNetwork(run.Of(new RelationNetworkTrainer.Options())),
        ["FineTuning"] = (catalog, run) => catalog.FineTuning(run.Of(new FineTuningTrainer.Options())),
        ["FineTuning, cosine"] = (catalog, run) =>
            catalog.FineTuning(run.Of(new FineTuningTrainer.Options { Mode = FineTuningMode.CosineClassifier })),
        ["NearestNeighbor"] = (catalog, run) => catalog.NearestNeighbor(run.Of(new NearestNeighborTrainer.Options())),
    };

    private static IEnumerable<object[]> Cases => s_backbones.Keys.Select(backbone => new object[] { backbone });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TrainingBeginsNearChanceForFewClasses(string backbone) => TrainingBeginsNearChance(backbone, ways: 5);

    [TestMethod]
    [DataRow("Conv4, long embeddings")]
    [DataRow("Identity")]
    public void TrainingBeginsNearChanceForManyClasses(string backbone) => TrainingBeginsNearChance(backbone, ways: Classes);

    private static void TrainingBeginsNearChance(string backbone, int ways)
    {
        var tooHigh = s_learners.Select(learner => FirstLoss(learner.Key, backbone, ways))
            .Where(first => !(first.Loss <= LargestFactor * first.Chance))
            .Select(first => $"{first.Learner}: {first.Loss:F2} where chance is {first.Chance:F2}");
        Assert.AreEqual("", string.Join(Environment.NewLine, tooHigh));
    }

    private static (string Learner, double Loss, double Chance) FirstLoss(string learner, string backbone, int ways)
    {
        var run = new Run(s_backbones[backbone](), ways);
        s_learners[learner](s_mlContext.MetaLearning(), run).Fit(s_glyphs).Dispose();
        var classes = learner.StartsWith("FineTuning", StringComparison.Ordinal) || learner == "NearestNeighbor" ? Classes : ways;
        return (learner, run.Progress.Reports[0].Loss, learner == "RelationNetwork" ? ChanceOfRelations : Math.Log(classes));
    }

    /// <summary>A training of one meta-step, with all other options at their defaults.</summary>
    private sealed record Run(Backbone Backbone, int Ways)
    {
        public SynchronousProgress Progress { get; } = new();

        public T Of<T>(T options) where T : ClassifierMetaTrainerOptions
        {
            (options.Backbone, options.Ways, options.Progress) = (Backbone, Ways, Progress);
            (options.Shots, options.QueryShots) = (1, 2);
            (options.OuterLoop.MetaSteps, options.OuterLoop.MetaBatchSize, options.OuterLoop.Threads) = (1, 1, 1);
            return options;
        }
    }
}
