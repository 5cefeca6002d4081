using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>What holds for every learner, in double precision.</summary>
[TestClass]
public class EveryLearnerTests
{
    private static IEnumerable<object[]> Learners => AllLearners.Names.Select(name => new object[] { name });

    // The moments of EpisodicRunning are constants to the gradient, though they depend on the parameters.
    private static IEnumerable<object[]> ExactOnNetworks =>
        from name in AllLearners.Exact.Keys
        from network in new[] { "Mlp", "Conv4" }
        from normalization in Enum.GetValues<Normalization>()
        where normalization != Normalization.EpisodicRunning
        select new object[] { name, network, normalization };

    private static IEnumerable<object[]> OnNetworks =>
        from name in AllLearners.Names
        from network in new[] { "Mlp", "Conv4" }
        from normalization in Enum.GetValues<Normalization>()
        select new object[] { name, network, normalization };

    [TestMethod]
    [DynamicData(nameof(OnNetworks))]
    public void MetaGradientOfTheTapeEqualsThatOfAutograd(string name, string network, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var (tape, autograd) = (Create(name, network, normalization, GradientEngine.Automatic), Create(
            name, network, normalization, GradientEngine.Autograd));
        var meta = TinyLearners.Initialize(tape, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(tape, seed: 5, ScalarType.Float64).Load(0);
        var (actual, expected) = (tape.MetaGradient(meta, episode), autograd.MetaGradient(meta, episode));
        Assert.AreEqual(expected.Loss, actual.Loss, 1e-10);
        Assert.AreEqual(expected.Accuracy, actual.Accuracy);
        CollectionAssert.AreEqual(meta.Names.ToArray(), actual.Gradient.Names.ToArray());
        TensorAssert.Close(TensorAssert.Values(expected.Gradient), TensorAssert.Values(actual.Gradient), 1e-10, "gradient");
    }

    [TestMethod]
    [DynamicData(nameof(ExactOnNetworks))]
    public void MetaGradientEqualsCentralDifferencesOfTheLoss(string name, string network, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var learner = Create(name, network, normalization);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0);
        var gradient = learner.MetaGradient(meta, episode).Gradient;
        var numeric = new FiniteDifferences(p => learner.MetaGradient(p, episode).Loss, meta, 1e-6);
        using var generator = new Generator(7);
        var direction = meta.Map(p => rand(p.shape, dtype: ScalarType.Float64, generator: generator).Minus(0.5));
        var norm = TensorAssert.Norm(TensorAssert.Values(direction));
        direction = direction.Map(d => d.Over(norm));
        var along = TensorAssert.Values(gradient).Zip(TensorAssert.Values(direction), (g, d) => g * d).Sum();
        // A direction may happen to be almost perpendicular to the gradient.
        Assert.AreEqual(numeric.Along(direction), along, 1e-6 * TensorAssert.Norm(TensorAssert.Values(gradient)));
    }

    [TestMethod]
    [DynamicData(nameof(OnNetworks))]
    public void InductivePredictionOfOneExampleEqualsThatInAnyBatch(string name, string network, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var learner = Create(name, network, normalization);
        var meta = TinyLearners.Initialize(learner, seed: 1);
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        var predictor = learner.Adapt(meta, episode.Support);
        Assert.AreEqual(3, predictor.Outputs);
        var together = predictor.Predict(episode.Query.Inputs);
        for (var i = 0; i < episode.Query.Inputs.shape[0]; i++)
            TensorAssert.Close(together.narrow(0, i, 1), predictor.Predict(episode.Query.Inputs.narrow(0, i, 1)), 1e-5, $"query {i} alone");
        using var served = predictor.ToServe();
        TensorAssert.Close(together, served.Predict(episode.Query.Inputs), 1e-6, "served");
    }

    [TestMethod]
    [DynamicData(nameof(Learners))]
    public void TasksLeaveNoTensorBehind(string name)
    {
        using var scope = NewDisposeScope();
        var learner = Create(name, "Conv4", Normalization.SupportStatistics);
        var meta = TinyLearners.Initialize(learner, seed: 1);
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        LeakCheck.LeavesNothing(() =>
        {
            using var inner = NewDisposeScope();
            learner.MetaGradient(meta, episode);
            learner.Adapt(meta, episode.Support).Predict(episode.Query.Inputs);
        });
        Assert.IsTrue(meta.Tensors.All(t => !t.IsInvalid), "The meta-parameters are not the learner's to dispose.");
    }

    private static IFewShotLearner Create(
        string name, string network, Normalization normalization, GradientEngine engine = GradientEngine.Automatic) =>
        AllLearners.Named(name)(network == "Mlp" ? TinyLearners.Perceptron(normalize: true) : TinyLearners.Conv(), normalization, engine);
}
