using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests.Models;

/// <summary>Networks as files of ONNX: ONNX Runtime computes what the library computes.</summary>
[TestClass]
public sealed class OnnxNetworkTests
{
    private static IEnumerable<object[]> OnNetworks =>
        from name in AllLearners.Names
        from network in new[] { "Mlp", "Conv4" }
        select new object[] { name, network };

    private static IEnumerable<object[]> Backbones =>
        from backbone in new Backbone[]
        {
            new Conv4(3, 20, 17, filters: 20),
            new Conv4(1, 12, 12, filters: 6, Downsampling.Strided),
            new Conv4(2, 9, 8, filters: 5, pooledBlocks: 2),
            new Mlp(7, [33, 6], normalize: true),
            new ResNet12(3, 17, 16, [4, 6, 8, 10]),
            new ResNet18(3, 33, 34, [4, 6, 8, 10]),
            new ResNet18(1, 8, 9, [4, 4, 8, 8], blocksPerStage: 1, ResNetStem.Small),
        }
        from normalization in Enum.GetValues<Normalization>()
        select new object[] { backbone, normalization };

    [TestMethod]
    [DynamicData(nameof(OnNetworks))]
    public void ProbabilitiesOfEveryLearnerAreThoseOfTheLibrary(string name, string network)
    {
        using var scope = NewDisposeScope();
        var backbone = network == "Mlp" ? TinyLearners.Perceptron(normalize: true) : TinyLearners.Conv();
        var learner = AllLearners.Named(name)(backbone, Normalization.SupportStatistics, GradientEngine.Automatic);
        var meta = TinyLearners.Initialize(learner, seed: 1);
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        var adapted = learner.Adapt(meta, episode.Support);
        AssertSame(
            backbone,
            episode.Query.Inputs,
            adapted.Predict(episode.Query.Inputs).softmax(1),
            (graph, input) => graph.Softmax(adapted.WriteOnnx(graph, input).Outputs));
    }

    [TestMethod]
    [DynamicData(nameof(Backbones))]
    public void EmbeddingsOfEveryBackboneAreThoseOfTheLibrary(Backbone backbone, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var problem = new FewShotProblem(backbone, TaskKind.Classification, null, normalization);
        var learner = new Learners.PrototypicalLearner(problem, PrototypeDistance.SquaredEuclidean);
        var meta = TinyLearners.Initialize(learner, seed: 1);
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        var model = learner.Adapt(meta, episode.Support).First;
        // Normalization over a few numbers magnifies how they were rounded.
        AssertSame(backbone, episode.Query.Inputs, model.Embed(episode.Query.Inputs), model.WriteEmbedding, tolerance: 1e-4);
    }

    [TestMethod]
    public void CategoriesAreLookedUp()
    {
        using var scope = NewDisposeScope();
        var backbone = new CategoricalEmbeddings([3, 5], embeddingSize: 4, [6, 5]);
        using var generator = new Generator(1);
        var parameters = backbone.Initialize(generator);
        var x = tensor(new float[] { 0, 4, 2, 0, 1, 3 }).view(3, 2);
        AssertSame(
            backbone,
            x,
            backbone.Forward(parameters, x, Normalizer.Batch),
            (graph, input) => backbone.WriteOnnx(graph, parameters, input, Normalizer.Batch));
    }

    [TestMethod]
    public void FeaturesOfNoNetworkAreScaled()
    {
        using var scope = NewDisposeScope();
        var backbone = new Identity(4);
        var parameters = new Tensors.ParameterSet([("scale", tensor(new[] { 1.5f }))]);
        var x = rand(3, 4);
        AssertSame(
            backbone,
            x,
            backbone.Forward(parameters, x, Normalizer.Batch),
            (graph, input) => backbone.WriteOnnx(graph, parameters, input, Normalizer.Batch));
    }

    [TestMethod]
    public void AnEnsembleAveragesItsModels()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron());
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        var network = new AdaptedNetwork([.. Enumerable.Range(0, 3)
            .SelectMany(i => learner.Adapt(TinyLearners.Initialize(learner, (ulong)i), episode.Support).Models)]);
        AssertSame(
            learner.Problem.Backbone,
            episode.Query.Inputs,
            network.Predict(episode.Query.Inputs),
            (graph, input) => network.WriteOnnx(graph, input).Outputs);
    }

    private static void AssertSame(
        Backbone backbone, Tensor inputs, Tensor expected, Func<OnnxGraph, OnnxValue, OnnxValue> write, double tolerance = 1e-5)
    {
        var file = new OnnxFile();
        file.Output("y", OnnxType.Float, write(file, file.Input("x", OnnxType.Float, [.. backbone.InputShape])));
        using var stream = new MemoryStream();
        file.Save(stream, "test", "1", new Dictionary<string, string>());
        var actual = OnnxRun.Of(stream.ToArray(), inputs.contiguous().data<float>().ToArray());
        var values = expected.contiguous().data<float>().ToArray();
        Assert.HasCount(values.Length, actual);
        for (var i = 0; i < values.Length; i++)
            Assert.AreEqual(values[i], actual[i], tolerance * Math.Max(1, Math.Abs(values[i])), $"number {i}");
    }
}
