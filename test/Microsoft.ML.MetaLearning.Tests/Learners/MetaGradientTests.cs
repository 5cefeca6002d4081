using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The meta-gradients of MAML against their definitions, in double precision.</summary>
[TestClass]
public class MetaGradientTests
{
    private const int CoordinatesPerTensor = 4;
    private const double Step = 1e-6;
    private const double Tolerance = 1e-6;

    private static IEnumerable<object[]> Cases =>
        from steps in new[] { 1, 5 }
        from c in new (string Network, Normalization Normalization, TaskKind Task)[]
        {
            ("Mlp", Normalization.SupportStatistics, TaskKind.Classification),
            ("Mlp", Normalization.SupportStatistics, TaskKind.Regression),
            ("Mlp, normalized", Normalization.TransductiveBatch, TaskKind.Classification),
            ("Mlp, normalized", Normalization.SupportStatistics, TaskKind.Classification),
            ("Mlp, normalized", Normalization.Layer, TaskKind.Regression),
            ("Conv4", Normalization.TransductiveBatch, TaskKind.Classification),
            ("Conv4", Normalization.SupportStatistics, TaskKind.Classification),
            ("Conv4", Normalization.Layer, TaskKind.Classification),
            ("Conv4, strided", Normalization.SupportStatistics, TaskKind.Classification),
            ("Conv4", Normalization.TaskNorm, TaskKind.Classification),
            ("Mlp, normalized", Normalization.TaskNorm, TaskKind.Regression),
            ("ResNet12", Normalization.SupportStatistics, TaskKind.Classification),
        }
        // A network of so many rectifiers has a kink within any step of a difference quotient, after a few steps of adaptation.
        where c.Network != "ResNet12" || steps == 1
        select new object[] { c.Network, c.Normalization, c.Task, steps };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void SecondOrderGradientEqualsCentralDifferences(string network, Normalization normalization, TaskKind task, int steps)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(network, normalization, task, steps, GradientOrder.Second);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0);
        var analytic = learner.MetaGradient(meta, episode).Gradient;

        // The loss itself does not depend on the order of its gradient; the first is the cheaper to ask.
        var lossOnly = Learner(network, normalization, task, steps, GradientOrder.First);
        var numeric = new FiniteDifferences(p => lossOnly.MetaGradient(p, episode).Loss, meta, Step);

        var random = new Random(7);
        var direction = Unit(meta.Map(t => torch.tensor(
            Enumerable.Range(0, (int)t.numel()).Select(_ => random.NextDouble() - 0.5).ToArray(), t.shape)));
        var expected = numeric.Along(direction);
        var along = TensorAssert.Values(analytic).Zip(TensorAssert.Values(direction), (g, d) => g * d).Sum();
        TensorAssert.Close([expected], [along], Tolerance, "along a random direction");

        var total = TensorAssert.Norm(TensorAssert.Values(analytic));
        for (var i = 0; i < meta.Count; i++)
        {
            var values = TensorAssert.Values(analytic.Tensors[i]);
            var coordinates = Enumerable.Range(0, CoordinatesPerTensor).Select(_ => random.NextInt64(values.Length)).Distinct().ToArray();
            var differences = coordinates.Select(c => numeric.Along(i, c)).ToArray();
            var gradients = coordinates.Select(c => values[c]).ToArray();
            if (IsCancelled(meta.Names[i], network, normalization))
            {
                Assert.IsTrue(
                    TensorAssert.Norm(gradients) <= 1e-12 * total,
                    $"{meta.Names[i]} cannot change the loss, but has a gradient of {TensorAssert.Norm(gradients):E2}.");
                Assert.IsTrue(TensorAssert.Norm(differences) <= Tolerance * total, $"{meta.Names[i]} changes the loss.");
            }
            else
            {
                // A single number of little influence comes out of a difference quotient with fewer digits.
                TensorAssert.Close(differences, gradients, values.Length == 1 ? 10 * Tolerance : Tolerance, meta.Names[i]);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FirstOrderGradientIsTheQueryGradientAtTheAdaptedParametersAndNotTheExactOne(
        string network, Normalization normalization, TaskKind task, int steps)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(network, normalization, task, steps, GradientOrder.First);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0);
        var first = learner.MetaGradient(meta, episode);

        // Without steps of its own, a learner's meta-gradient is the plain gradient of the query loss.
        var adapted = learner.Adapt(meta, episode.Support).First.Parameters;
        var plain = Learner(network, normalization, task, 0, GradientOrder.First).MetaGradient(adapted, episode);
        Assert.AreEqual(plain.Loss, first.Loss, 1e-12);
        TensorAssert.Close(
            TensorAssert.Values(plain.Gradient), TensorAssert.Values(first.Gradient), 1e-10, "query gradient at the adapted parameters");

        var second = Learner(network, normalization, task, steps, GradientOrder.Second).MetaGradient(meta, episode);
        Assert.AreEqual(second.Loss, first.Loss, 1e-12);
        Assert.IsTrue(
            TensorAssert.RelativeError(TensorAssert.Values(second.Gradient), TensorAssert.Values(first.Gradient)) > 1e-2,
            "the Hessian was left out of the second order.");
    }

    [TestMethod]
    public void OrdersAgreeWithoutAdaptationSteps()
    {
        using var scope = NewDisposeScope();
        var learners = new[]
        {
            GradientOrder.First, GradientOrder.Second
        }.Select(order => TinyLearners.Maml(TinyLearners.Conv(), order: order, steps: 0)).ToArray();
        var meta = TinyLearners.Initialize(learners[0], seed: 3);
        var episode = TinyLearners.Episodes(learners[0], seed: 5).Load(0);
        Assert.IsTrue(TensorAssert.SameBits(
            learners[0].MetaGradient(meta, episode).Gradient, learners[1].MetaGradient(meta, episode).Gradient));
    }

    private static MamlLearner Learner(string network, Normalization normalization, TaskKind task, int steps, GradientOrder order)
    {
        Backbone backbone = network switch
        {
            "Mlp" => TinyLearners.Perceptron(),
            "Mlp, normalized" => TinyLearners.Perceptron(normalize: true),
            "Conv4" => TinyLearners.Conv(),
            "ResNet12" => new ResNet12(1, 16, 16, [2, 3, 4, 5]),
            _ => new Conv4(1, 10, 10, 4, Downsampling.Strided),
        };
        return TinyLearners.Maml(backbone, normalization, order, steps, innerLearningRate: 0.1, task);
    }

    /// <summary>Batch normalization subtracts what the bias before it added.</summary>
    private static bool IsCancelled(string name, string network, Normalization normalization) =>
        network == "Mlp, normalized" && normalization is Normalization.SupportStatistics or Normalization.TransductiveBatch
            && name.StartsWith("linear", StringComparison.Ordinal) && name.Split('.')[1] == "bias";

    private static ParameterSet Unit(ParameterSet direction)
    {
        var norm = TensorAssert.Norm(TensorAssert.Values(direction));
        return direction.Map(t => t.Over(norm));
    }
}
