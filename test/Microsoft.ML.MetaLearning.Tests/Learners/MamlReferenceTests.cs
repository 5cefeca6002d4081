using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// MAML in single precision against plain PyTorch in double precision; test/reference/maml_reference.py makes the expected values.
/// </summary>
[TestClass]
public class MamlReferenceTests
{
    private const double Tolerance = 1e-4;
    private static readonly IReadOnlyList<MamlReference> s_references = MamlReference.Load();

    private static IEnumerable<object[]> Cases =>
        from reference in s_references
        from c in reference.Cases
        select new object[] { reference.Name, c.Normalization, c.Order };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void InnerLoopEqualsPyTorch(string network, Normalization normalization, GradientOrder order)
    {
        using var scope = NewDisposeScope();
        var (reference, expected) = Find(network, normalization, order);
        var learner = reference.Learner(expected);
        var (meta, episode) = (reference.Parameters(learner), reference.Episode());
        for (var steps = 0; steps <= reference.Steps; steps++)
        {
            var adapted = learner.WithTestAdaptationSteps(steps).Adapt(meta, episode.Support).First.Parameters;
            var outputs = LinearHead.Forward(
                adapted,
                learner.Problem.Backbone.Forward(
                    adapted,
                    episode.Support.Inputs,
                    EpisodeNormalization.ForAdaptation(learner.Problem, episode.Support.Inputs).Support(steps, adapted)));
            var loss = learner.Problem.Task.Loss(outputs, episode.Support.Targets);
            TensorAssert.Close([expected.SupportLosses[steps]], TensorAssert.Values(loss), Tolerance, $"support loss after {steps} steps");
        }
        var predictor = learner.Adapt(meta, episode.Support).First;
        TensorAssert.Close(expected.Adapted, TensorAssert.Values(predictor.Parameters), Tolerance, "adapted parameters");
        var predicted = predictor.Predict(episode.Query.Inputs, transductive: normalization == Normalization.TransductiveBatch);
        TensorAssert.Close(expected.QueryOutputs, TensorAssert.Values(predicted), Tolerance, "query outputs");
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void MetaGradientEqualsPyTorch(string network, Normalization normalization, GradientOrder order)
    {
        using var scope = NewDisposeScope();
        var (reference, expected) = Find(network, normalization, order);
        var learner = reference.Learner(expected);
        var actual = learner.MetaGradient(reference.Parameters(learner), reference.Episode());
        TensorAssert.Close([expected.QueryLoss], [actual.Loss], Tolerance, "query loss");
        TensorAssert.Close(expected.MetaGradient, TensorAssert.Values(actual.Gradient), Tolerance, "meta-gradient");
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void AdamEqualsPyTorch(string network, Normalization normalization, GradientOrder order)
    {
        var (reference, expected) = Find(network, normalization, order);
        if (expected.AfterAdam is not { } parameters)
        {
            Assert.IsTrue(reference.Architecture.Normalize, "only where a bias has no gradient may the script leave Adam out.");
            return;
        }
        using var scope = NewDisposeScope();
        var learner = reference.Learner(expected);
        var settings = new TinyLoop { MetaSteps = reference.MetaSteps, MetaBatchSize = 1, LearningRate = reference.MetaLearningRate };
        var result = new MetaTrainer(learner, settings).Train(reference.Parameters(learner), new OneEpisode(reference));
        using var trained = result.Parameters;
        var moved = TensorAssert.Values(trained).Zip(reference.Initial, (after, before) => after - before).ToArray();
        TensorAssert.Close(
            parameters.Zip(reference.Initial, (after, before) => after - before).ToArray(), moved, Tolerance, "change of the parameters");
    }

    private static (MamlReference Reference, MamlReference.Case Expected) Find(
        string network, Normalization normalization, GradientOrder order)
    {
        var reference = s_references.Single(r => r.Name == network);
        return (reference, reference.Cases.Single(c => c.Normalization == normalization && c.Order == order));
    }

    private sealed class OneEpisode(MamlReference reference) : IEpisodeSource
    {
        public EpisodeShape Shape => new(reference.Outputs, 2, 2);

        public Episode Load(long index) => reference.Episode();
    }
}
