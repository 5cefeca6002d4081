using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Features that are embeddings already, and a backbone without any parameter, through every learner and through ML.NET.</summary>
[TestClass]
public class IdentityTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private static IEnumerable<object[]> Learners =>
        from name in AllLearners.Names from bare in new[] { false, true } select new object[] { name, bare };

    [ClassInitialize]
    public static void Register(TestContext _) => Backbone.RegisterKind(Bare.KindName, reader => new Bare(reader.ReadInt32()));

    private static IEnumerable<object[]> Trainers =>
        new[] { "Euclidean", "Cosine", "Maml", "Zero head", "FineTuning", "NearestNeighbor", "Bare" }.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Learners))]
    public void LearnersAdaptFeatures(string name, bool bare)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var learner = AllLearners.Named(name)(
            bare ? new Bare(6) : new Identity(6), Normalization.SupportStatistics, GradientEngine.Automatic);
        if (bare && name.StartsWith("Boil", StringComparison.Ordinal))
        {
            Assert.ThrowsExactly<ArgumentException>(() => learner.Initialize(generator), "There is nothing to adapt but the head.");
            return;
        }
        var meta = learner.Initialize(generator);
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        var result = new MetaTrainer(learner, new TinyLoop
        {
            MetaSteps = 2
        }).Train(meta, TinyLearners.Episodes(learner, seed: 3), TinyLearners.Episodes(learner, seed: 4));
        Assert.AreEqual(meta.Count == 0 ? 0 : 2, result.MetaSteps);
        var predictor = learner.Adapt(result.Best[0], episode.Support);
        using var served = predictor.ToServe();
        TensorAssert.Close(predictor.Predict(episode.Query.Inputs), served.Predict(episode.Query.Inputs), 1e-5, "served");
        foreach (var parameters in result.Best)
            parameters.Dispose();
    }

    [TestMethod]
    public void PrototypesAreTheMeansOfTheFeatures()
    {
        using var scope = NewDisposeScope();
        foreach (var engine in new[] { GradientEngine.Tape, GradientEngine.Autograd })
        {
            var learner = AllLearners.Named("PrototypicalNetwork")(new Identity(6), Normalization.SupportStatistics, engine);
            var episode = TinyLearners.Episodes(learner, seed: 2, ScalarType.Float64).Load(0);
            var means = episode.Support.Inputs.view(3, 2, 6).mean([1]);
            var expected = -(episode.Query.Inputs.unsqueeze(1) - means).Squared().mean([2]).Times(10);
            using var generator = new Generator(1);
            var actual = learner.Adapt(learner.Initialize(generator).To(ScalarType.Float64), episode.Support).Predict(episode.Query.Inputs);
            TensorAssert.Close(expected.softmax(1), actual.softmax(1), 1e-10, "probabilities");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void PipelinesTrainSaveAdaptAndEvaluate(string name)
    {
        var log = new RecordedLog(_mlContext);
        using var meta = Trainer(name).Fit(Blobs.Create(_mlContext));
        Assert.AreEqual(name == "Bare", log.Messages.Any(m => m.Contains("no parameters to meta-learn")));
        using var stream = new MemoryStream();
        _mlContext.Model.Save(meta, Blobs.Create(_mlContext).Schema, stream);
        stream.Position = 0;
        var loaded = _mlContext.Model.Load(stream, out _);
        var support = Blobs.Create(_mlContext, classes: 3, rows: 4);
        var classifier = _mlContext.MetaLearning().Adapt(loaded, support);
        ViewAssert.ViewsEqual(_mlContext.MetaLearning().Adapt(meta, support).Transform(support), classifier.Transform(support));
        Assert.IsTrue(double.IsFinite(
            _mlContext.MetaLearning().Evaluate(loaded, Blobs.Create(_mlContext), new(QueryShots: 2, Episodes: 4)).Accuracy));
    }

    private IEstimator<MetaLearnedTransformer> Trainer(string name)
    {
        var catalog = _mlContext.MetaLearning();
        T On<T>(T options) where T : ClassifierMetaTrainerOptions
        {
            options.Backbone = name == "Bare" ? new Bare(Blobs.Size) : new Identity(Blobs.Size);
            return AllLearners.Tiny(options);
        }
        return name switch
        {
            "Euclidean" or "Bare" => catalog.PrototypicalNetwork(On(new PrototypicalNetworkTrainer.Options())),
            "Cosine" => catalog.PrototypicalNetwork(On(new PrototypicalNetworkTrainer.Options { Distance = PrototypeDistance.Cosine })),
            "Maml" => catalog.Maml(On(new MamlTrainer.Options())),
            "Zero head" => catalog.Maml(On(new MamlTrainer.Options { Head = HeadInitialization.Zero, LearnTemperature = true })),
            "FineTuning" => catalog.FineTuning(On(new FineTuningTrainer.Options())),
            _ => catalog.NearestNeighbor(On(new NearestNeighborTrainer.Options())),
        };
    }

    /// <summary>The features themselves.</summary>
    private sealed class Bare(int size) : Backbone
    {
        public const string KindName = "Bare";

        public override string Kind => KindName;

        public override IReadOnlyList<long> InputShape => [size];

        public override int EmbeddingSize => size;

        public override ParameterSet Initialize(Generator generator) => new([]);

        public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer) => x.view(x.shape);

        public override void WriteArchitecture(BinaryWriter writer) => writer.Write(size);
    }
}
