using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Meta-LSTM against its cells written out for one parameter at a time, in double precision.</summary>
[TestClass]
public class MetaLstmTests
{
    private const int Steps = 3;
    private static readonly Backbone s_backbone = new Mlp(3, [4]);

    [TestMethod]
    public void AdaptationEqualsTheCellsOneParameterAtATime()
    {
        using var scope = NewDisposeScope();
        var learner = Learner();
        var (meta, episode) = (Initialize(learner), Episodes(learner).Load(0));
        var network = Network(meta);
        var expected = Reference(meta, Read(meta, episode.Support));
        Assert.IsTrue(TensorAssert.RelativeError(TensorAssert.Values(network), expected) > 1e-2, "the rule must move the parameters.");
        var adapted = learner.Adapt(meta, episode.Support).First.Parameters;
        TensorAssert.Close(expected, TensorAssert.Values(adapted), 1e-10, "adapted parameters");
    }

    // The learner's losses and gradients are held constant: the derivative is one of the cells alone.
    [TestMethod]
    [DataRow(GradientEngine.Tape, 4096)]
    [DataRow(GradientEngine.Tape, 7)]
    [DataRow(GradientEngine.Autograd, 4096)]
    [DataRow(GradientEngine.Autograd, 7)]
    public void TheMetaGradientEqualsCentralDifferencesOfTheCells(GradientEngine engine, int parametersAtATime)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(engine, parametersAtATime);
        var (meta, episode) = (Initialize(learner), Episodes(learner).Load(0));
        var read = Read(meta, episode.Support);
        var adapted = ToNetwork(Network(meta), Reference(meta, read)).AsLeaves();
        var query = Loss(adapted, episode.Query);
        var byAdapted = TensorAssert.Values(Gradients.Of(query, adapted, createGraph: false));

        var actual = learner.MetaGradient(meta, episode);
        Assert.AreEqual(query.ToNumber(), actual.Loss, 1e-10);
        CollectionAssert.AreEqual(meta.Names.ToArray(), actual.Gradient.Names.ToArray());
        var numeric = new FiniteDifferences(p => Reference(p, read).Zip(byAdapted, (a, g) => a * g).Sum(), meta, 1e-5);
        for (var i = 0; i < meta.Count; i++)
        {
            var values = TensorAssert.Values(actual.Gradient.Tensors[i]);
            var coordinates = Enumerable.Range(0, Math.Min(values.Length, 6)).Select(k => k * values.Length / Math.Min(
                values.Length, 6)).ToArray();
            TensorAssert.Close(
                coordinates.Select(c => numeric.Along(i, c)).ToArray(), coordinates.Select(c => values[c]).ToArray(), 1e-5, meta.Names[i]);
        }
    }

    [TestMethod]
    public void NumbersOfAnyMagnitudeBecomeTwoOfOrderOne()
    {
        using var scope = NewDisposeScope();
        var actual = LearnedOptimizer.Preprocess(torch.tensor(new[] { 1.0, -Math.Exp(5), Math.Exp(-9), 0, -1e-5, 2e-5 }));
        TensorAssert.Close(
            [0, 1, 0.5, -1, -0.9, 1, -1, 0, -1, -1e-5 * Math.Exp(10), -1, 2e-5 * Math.Exp(10)],
            TensorAssert.Values(actual),
            1e-5,
            "magnitudes and signs");
    }

    [TestMethod]
    [DataRow(1, null, 12)]
    [DataRow(5, null, 8)]
    [DataRow(1, 3, 3)]
    public void StepsAreThoseOfTheReferenceCodeUnlessAskedOtherwise(int shots, int? steps, int expected)
    {
        var settings = new MetaLstmTrainer.Options { Shots = shots, InnerLoop = { AdaptationSteps = steps } }.Settings;
        Assert.AreEqual((expected, expected), (settings.AdaptationSteps, settings.TestAdaptationSteps));
    }

    private static MetaLstmLearner Learner(GradientEngine engine = GradientEngine.Automatic, int parametersAtATime = 4096) => new(
        new FewShotProblem(s_backbone, TaskKind.Classification, Outputs: 3, Normalization.SupportStatistics),
        new MetaLstmSettings(Steps, Steps, InnerBatchSize: null) { Engine = engine, ParametersAtATime = parametersAtATime });

    // The weights of a new rule are so small that difference quotients would see nothing but rounding.
    private static ParameterSet Initialize(IFewShotLearner learner)
    {
        var meta = TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64);
        var (weights, _) = meta.Partition(name => name.StartsWith("optimizer", StringComparison.Ordinal)
            && name.EndsWith("weight", StringComparison.Ordinal));
        return meta.Combine(weights.Map(w => w.Times(40)));
    }

    private static IEpisodeSource Episodes(IFewShotLearner learner) => TinyLearners.Episodes(learner, seed: 2, ScalarType.Float64);

    private static ParameterSet Network(ParameterSet meta) =>
        meta.Partition(name => !name.StartsWith("optimizer", StringComparison.Ordinal)).Selected;

    private static ParameterSet ToNetwork(ParameterSet network, double[] values)
    {
        var parts = tensor(values).split(network.Tensors.Select(t => t.numel()).ToArray());
        return network.With(parts.Zip(network.Tensors, (part, t) => part.view(t.shape)).ToArray());
    }

    private static Tensor Loss(ParameterSet p, Examples examples) =>
        nn.functional.cross_entropy(
            nn.functional.linear(s_backbone.Forward(p, examples.Inputs, Normalizer.Batch), p["head.weight"], p["head.bias"]),
            examples.Targets);

    /// <summary>What the rule reads on its way: the loss, and the gradient by each parameter.</summary>
    private static List<(double Loss, double[] Gradient)> Read(ParameterSet meta, Examples support)
    {
        var read = new List<(double, double[])>();
        for (var step = 0; step < Steps; step++)
        {
            var leaves = ToNetwork(Network(meta), Reference(meta, read)).AsLeaves();
            var loss = Loss(leaves, support);
            var gradient = TensorAssert.Values(Gradients.Of(loss, leaves, createGraph: false));
            read.Add((loss.ToNumber(), gradient.Select(g => g / support.Inputs.shape[0]).ToArray()));
        }
        return read;
    }

    /// <summary>The parameters after the steps, one after another, by equations (2) to (4) of the paper.</summary>
    private static double[] Reference(ParameterSet meta, List<(double Loss, double[] Gradient)> read)
    {
        double[] Weights(string name) => TensorAssert.Values(meta["optimizer." + name]);
        var (byInput, byState, bias) = (Weights("cell.input.weight"), Weights("cell.state.weight"), Weights("cell.bias"));
        var (forgetWeight, forgetBias, inputWeight, inputBias) = (
            Weights("forget.weight"), Weights("forget.bias")[0], Weights("input.weight"), Weights("input.bias")[0]);
        const int Hidden = 20;
        return TensorAssert.Values(Network(meta)).Select((theta, coordinate) =>
        {
            double[] h = new double[Hidden], c = new double[Hidden];
            var (f, i) = (0.0, 0.0);
            foreach (var (loss, gradients) in read)
            {
                var g = gradients[coordinate];
                double[] x = [.. Preprocess(loss), .. Preprocess(g)];
                double Pre(int gate, int k) =>
                    bias[gate * Hidden + k] + x.Select((v, j) => v * byInput[(gate * Hidden + k) * 4 + j])
                        .Sum() + h.Select((v, j) => v * byState[(gate * Hidden + k) * Hidden + j]).Sum();
                var cells = Enumerable.Range(0, Hidden).Select(k =>
                    Sigmoid(Pre(1, k)) * c[k] + Sigmoid(Pre(0, k)) * Math.Tanh(Pre(2, k))).ToArray();
                h = Enumerable.Range(0, Hidden).Select(k => Sigmoid(Pre(3, k)) * Math.Tanh(cells[k])).ToArray();
                c = cells;
                double Gate(double[] w, double b, double previous) =>
                    b + h.Select((v, k) => v * w[k]).Sum() + theta * w[Hidden] + previous * w[Hidden + 1];
                (f, i) = (Gate(forgetWeight, forgetBias, f), Gate(inputWeight, inputBias, i));
                theta = Sigmoid(f) * theta - Sigmoid(i) * g;
            }
            return theta;
        }).ToArray();
    }

    private static double[] Preprocess(double x) =>
        Math.Abs(x) >= Math.Exp(-10) ? [Math.Log(Math.Abs(x) + 1e-8) / 10, Math.Sign(x)] : [-1, Math.Exp(10) * x];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
