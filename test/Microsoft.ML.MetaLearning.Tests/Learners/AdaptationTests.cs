using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>What an adapted predictor depends on, and what it leaves behind.</summary>
[TestClass]
public class AdaptationTests
{
    private const double SameUpToRounding = 1e-5;

    private static IEnumerable<object[]> Normalizations => Enum.GetValues<Normalization>().Select(n => new object[] { n });

    [TestMethod]
    [DynamicData(nameof(Normalizations))]
    public void InductivePredictionOfOneExampleEqualsThatInAnyBatch(Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var (predictor, query) = Adapted(normalization);
        var together = predictor.Predict(query.Inputs);
        for (var i = 0; i < query.Inputs.shape[0]; i++)
            TensorAssert.Close(
                together.narrow(0, i, 1), predictor.Predict(query.Inputs.narrow(0, i, 1)), SameUpToRounding, $"query {i} alone");
        TensorAssert.Close(together.narrow(0, 1, 3), predictor.Predict(query.Inputs.narrow(0, 1, 3)), SameUpToRounding, "three queries");
    }

    [TestMethod]
    public void TransductivePredictionDependsOnItsBatch()
    {
        using var scope = NewDisposeScope();
        var (predictor, query) = Adapted(Normalization.TransductiveBatch);
        var together = predictor.Predict(query.Inputs, transductive: true).narrow(0, 0, 2);
        var fewer = predictor.Predict(query.Inputs.narrow(0, 0, 2), transductive: true);
        Assert.IsTrue(TensorAssert.RelativeError(TensorAssert.Values(together), TensorAssert.Values(fewer)) > 0.01);
    }

    [TestMethod]
    [DynamicData(nameof(Normalizations))]
    public void OnlyBatchNormalizationKnowsATransductiveForm(Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var (predictor, query) = Adapted(normalization);
        Assert.AreEqual(
            normalization.HasTransductiveForm(),
            !TensorAssert.SameBits(predictor.Predict(query.Inputs), predictor.Predict(query.Inputs, transductive: true)));
    }

    [TestMethod]
    [DynamicData(nameof(Normalizations))]
    public void PredictionDoesNotDependOnTheOrderOfTheSupport(Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Conv(), normalization, steps: 3);
        var meta = TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64);
        var episode = TinyLearners.Episodes(learner, seed: 2, ScalarType.Float64).Load(0);
        var order = torch.tensor(new long[] { 4, 0, 5, 2, 1, 3 });
        var shuffled = new Examples(episode.Support.Inputs.index_select(0, order), episode.Support.Targets.index_select(0, order));
        var expected = learner.Adapt(meta, episode.Support).Predict(episode.Query.Inputs);
        TensorAssert.Close(expected, learner.Adapt(meta, shuffled).Predict(episode.Query.Inputs), 1e-10, "prediction");
    }

    [TestMethod]
    public void MoreStepsFitTheSupportBetter()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Conv());
        var meta = TinyLearners.Initialize(learner, seed: 1);
        var support = TinyLearners.Episodes(learner, seed: 2).Load(0).Support;
        var losses = new[] { 0, 1, 5, 20 }.Select(steps =>
            learner.Problem.Task.Loss(
                learner.WithTestAdaptationSteps(steps).Adapt(meta, support).Predict(support.Inputs), support.Targets).ToNumber()).ToArray();
        CollectionAssert.AreEqual(losses.OrderDescending().ToArray(), losses);
        Assert.IsTrue(losses[^1] < 0.3 * losses[0], $"{losses[0]} to {losses[^1]}");
    }

    [TestMethod]
    public void FewerClassesThanWaysNarrowTheHead()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Conv());
        var support = TinyLearners.Episodes(learner, seed: 2).Load(0).Support;
        var two = new Examples(support.Inputs.narrow(0, 0, 4), support.Targets.narrow(0, 0, 4));
        var predictor = learner.Adapt(TinyLearners.Initialize(learner, seed: 1), two);
        Assert.AreEqual(2, predictor.Outputs);
        CollectionAssert.AreEqual(new long[] { 6, 2 }, predictor.Predict(support.Inputs).shape);
    }

    [TestMethod]
    [DynamicData(nameof(Normalizations))]
    public void ServedPredictorOutlivesTheScopeOfItsAdaptationAndPredictsTheSame(Normalization normalization)
    {
        LeakCheck.LeavesNothing(() =>
        {
            AdaptedNetwork served;
            double[] expected;
            using (NewDisposeScope())
            {
                var (predictor, query) = Adapted(normalization);
                served = predictor.ToServe();
                expected = TensorAssert.Values(predictor.Predict(query.Inputs));
            }
            using (NewDisposeScope())
            {
                var (_, query) = Adapted(normalization);
                CollectionAssert.AreEqual(expected, TensorAssert.Values(served.Predict(query.Inputs)));
            }
            served.Dispose();
        });
    }

    [TestMethod]
    [DynamicData(nameof(Normalizations))]
    public void AdaptAndPredictMakeNoTensorsBesidesTheirResults(Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Conv(), normalization, steps: 3);
        var meta = TinyLearners.Initialize(learner, seed: 1);
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        using var tensors = new TensorCount();
        var predictor = learner.Adapt(meta, episode.Support).First;
        var own = predictor.Parameters.Count + predictor.Moments.ToParameters().Count;
        Assert.AreEqual(own, tensors.Change);
        using (predictor.Predict(episode.Query.Inputs))
            Assert.AreEqual(own + 1, tensors.Change);
        predictor.Dispose();
        Assert.AreEqual(0, tensors.Change);
    }

    [TestMethod]
    public void MetaGradientMakesNoTensorsBesidesTheGradient()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Conv(), steps: 3);
        var meta = TinyLearners.Initialize(learner, seed: 1);
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        using var tensors = new TensorCount();
        var gradient = learner.MetaGradient(meta, episode).Gradient;
        Assert.AreEqual(meta.Count, tensors.Change);
        gradient.Dispose();
        Assert.AreEqual(0, tensors.Change);
    }

    private static (AdaptedNetwork Predictor, Examples Query) Adapted(Normalization normalization)
    {
        var learner = TinyLearners.Maml(TinyLearners.Conv(), normalization, steps: 3);
        var episode = TinyLearners.Episodes(learner, seed: 2).Load(0);
        return (learner.Adapt(TinyLearners.Initialize(learner, seed: 1), episode.Support), episode.Query);
    }
}
