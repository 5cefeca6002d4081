using System;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Relation networks against the paper's module run pair by pair.</summary>
[TestClass]
public class RelationNetworkTests
{
    private static readonly Conv4 s_backbone = new(1, 18, 16, filters: 4, pooledBlocks: 2);

    [TestMethod]
    public void ScoresAndLossAreThoseOfEachPairByItself()
    {
        using var scope = NewDisposeScope();
        var learner = Learner(s_backbone, Normalization.Layer);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0);
        Tensor Maps(Tensor inputs) =>
            s_backbone.Forward(meta, inputs, Normalizer.Layer).view([inputs.shape[0], .. s_backbone.FeatureMapShape]);
        var (support, query) = (Maps(episode.Support.Inputs), Maps(episode.Query.Inputs));
        var (queries, classes) = ((int)query.shape[0], TinyLearners.ThreeWay.Ways);
        var scores = new double[queries * classes];
        for (var i = 0; i < queries; i++)
            for (var c = 0; c < classes; c++)
            {
                var prototype = support.narrow(0, c * TinyLearners.ThreeWay.Shots, TinyLearners.ThreeWay.Shots).mean([0], keepdim: true);
                scores[i * classes + c] = Score(meta, cat([prototype, query.narrow(0, i, 1)], 1));
            }

        var probabilities = TensorAssert.Values(learner.Adapt(meta, episode.Support).Predict(episode.Query.Inputs).softmax(1));
        TensorAssert.Close(
            scores.Chunk(classes).SelectMany(row => row.Select(r => r / row.Sum())).ToArray(), probabilities, 1e-10, "probabilities");
        var targets = episode.Query.Targets.data<long>().ToArray();
        var loss = scores.Select((r, i) => Math.Pow(r - (targets[i / classes] == i % classes ? 1 : 0), 2)).Average();
        Assert.AreEqual(loss, learner.MetaGradient(meta, episode).Loss, 1e-10);
    }

    [TestMethod]
    public void AMapIsComparedWithTheSupportAlone()
    {
        using var scope = NewDisposeScope();
        var learner = Learner(s_backbone, Normalization.SupportStatistics);
        var meta = TinyLearners.Initialize(learner, seed: 1);
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        var predictor = learner.Adapt(meta, episode.Support);
        var together = predictor.Predict(episode.Query.Inputs);
        for (var i = 0; i < episode.Query.Inputs.shape[0]; i++)
            TensorAssert.Close(together.narrow(0, i, 1), predictor.Predict(episode.Query.Inputs.narrow(0, i, 1)), 1e-5, $"query {i} alone");
    }

    [TestMethod]
    public void ImagesKeepTheirMapsThroughSaveAndLoad()
    {
        var mlContext = new MLContext(seed: 1);
        var glyphs = mlContext.MetaLearning().LoadGlyphs(classes: 4, drawings: 4);
        var model = mlContext.MetaLearning().RelationNetwork(AllLearners.Tiny(new RelationNetworkTrainer.Options
        {
            OuterLoop = { MetaSteps = 1 }
        })).Fit(glyphs);
        CollectionAssert.AreEqual(new long[] { 64, 7, 7 }, model.Backbone.FeatureMapShape.ToArray());
        var classifier = mlContext.MetaLearning().Adapt(model, glyphs);
        using var stream = new MemoryStream();
        mlContext.Model.Save(classifier, glyphs.Schema, stream);
        stream.Position = 0;
        ViewAssert.ViewsEqual(classifier.Transform(glyphs), mlContext.Model.Load(stream, out _).Transform(glyphs));
    }

    [TestMethod]
    public void ABackboneWhoseMapsAreOfAnotherSizeThanItsEmbeddingsIsNamed() => ErrorAssert.Throws<ArgumentException>(
        () => new RelationLearner(
            Problem(TinyLearners.Perceptron(), Normalization.Layer), new RelationModule([3, 2, 2], 4, 5), RelationLoss.MeanSquaredError),
        "Mlp 6-10-8",
        "length 8",
        "12");

    private static FewShotProblem Problem(Backbone backbone, Normalization normalization) =>
        new(backbone, TaskKind.Classification, Outputs: null, normalization);

    private static RelationLearner Learner(Backbone backbone, Normalization normalization) =>
        new(
            Problem(backbone, normalization),
            new RelationModule(backbone.FeatureMapShape, filters: 6, units: 5),
            RelationLoss.MeanSquaredError);

    // pair: [1, 2 * channels, height, width]
    private static double Score(ParameterSet meta, Tensor pair)
    {
        foreach (var layer in new[] { "relation.conv0", "relation.conv1" })
        {
            var z = F.conv2d(pair, meta[layer + ".weight"], strides: [1, 1], padding: [1, 1], dilation: [1, 1]);
            var deviation = z - z.mean();
            z = deviation / deviation.Squared().mean().Plus(Normalizer.Epsilon).sqrt();
            pair = F.max_pool2d((z * meta[layer + ".gain"].view(1, -1, 1, 1)).Plus(meta[layer + ".bias"].view(1, -1, 1, 1)).relu(), 2);
        }
        var hidden = F.linear(pair.flatten(1), meta["relation.hidden.weight"], meta["relation.hidden.bias"]).relu();
        return F.linear(hidden, meta["relation.score.weight"], meta["relation.score.bias"]).sigmoid().item<double>();
    }
}
