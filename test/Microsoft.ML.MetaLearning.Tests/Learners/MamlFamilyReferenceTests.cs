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
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// Each relative of MAML against its definition in a few lines of plain torch, on one hidden layer in double precision: loss and gradient
/// of every meta-parameter.
/// </summary>
[TestClass]
public class MamlFamilyReferenceTests
{
    private const double Rate = 0.1;
    private static readonly string[] s_network = ["linear0.weight", "linear0.bias", "head.weight", "head.bias"];

    [TestMethod]
    public void AnilStepsTheHeadAlone() => Check(s => s with { Adapts = AdaptedPart.Head }, (meta, episode) =>
    {
        var p = Network(meta);
        for (var step = 0; step < 2; step++)
        {
            var g = Gradient(Loss(p, episode.Support), p);
            p = [p[0], p[1], p[2].Plus(g[2], -Rate), p[3].Plus(g[3], -Rate)];
        }
        return Loss(p, episode.Query);
    });

    [TestMethod]
    public void BoilStepsTheBodyAlone() => Check(s => s with { Adapts = AdaptedPart.Backbone }, (meta, episode) =>
    {
        var p = Network(meta);
        for (var step = 0; step < 2; step++)
        {
            var g = Gradient(Loss(p, episode.Support), p);
            p = [p[0].Plus(g[0], -Rate), p[1].Plus(g[1], -Rate), p[2], p[3]];
        }
        return Loss(p, episode.Query);
    });

    [TestMethod]
    public void MetaSgdHasARateForEachWeight() => Check(s => s with { Rates = InnerRates.PerWeight }, (meta, episode) =>
    {
        var p = Network(meta);
        for (var step = 0; step < 2; step++)
        {
            var g = Gradient(Loss(p, episode.Support), p);
            p = p.Select((t, i) => t - meta["rate." + s_network[i]] * g[i]).ToArray();
        }
        return Loss(p, episode.Query);
    });

    // At the start of the training, when both steps count the same.
    [TestMethod]
    public void MamlPlusPlusWeighsTheLossOfEachStepAndHasARateForEachTensorAndStep() =>
        Check(s => s with { Rates = InnerRates.PerTensorAndStep, MultiStepLossPortion = 0.5 }, (meta, episode) =>
        {
            var (p, loss) = (Network(meta), zeros([], dtype: ScalarType.Float64));
            for (var step = 0; step < 2; step++)
            {
                var g = Gradient(Loss(p, episode.Support), p);
                p = p.Select((t, i) => t - meta["rate." + s_network[i]][step] * g[i]).ToArray();
                loss = loss.Plus(Loss(p, episode.Query), 0.5);
            }
            return loss;
        });

    [TestMethod]
    public void ProtoMamlStartsTheHeadFromPrototypes() => Check(s => s with { Head = HeadInitialization.Prototypes }, (meta, episode) =>
    {
        var (w, b) = (meta["linear0.weight"], meta["linear0.bias"]);
        // The support of the tiny episodes is two rows of each of three classes, class by class.
        var c = F.linear(episode.Support.Inputs, w, b).relu().view(3, 2, -1).mean([1]);
        Tensor[] p = [w.Plus(0), b.Plus(0), c.Times(2), -(c * c).sum(1)];
        for (var step = 0; step < 2; step++)
        {
            var g = Gradient(Loss(p, episode.Support), p);
            p = p.Select((t, i) => t.Plus(g[i], -Rate)).ToArray();
        }
        return Loss(p, episode.Query);
    });

    [TestMethod]
    public void ZeroHeadMomentumWeightDecayTemperatureAndTheHeadsOwnRate() => Check(
        s => s with
        {
            Head = HeadInitialization.Zero,
            Momentum = 0.9,
            WeightDecay = 0.05,
            LearnsTemperature = true,
            HeadLearningRate = 0.4,
        },
        (meta, episode) =>
        {
            Tensor Tempered(Tensor[] q, Examples examples) =>
                F.cross_entropy(Logits(q, examples.Inputs) * meta["head.temperature"], examples.Targets);
            Tensor Zero(params long[] size) => zeros(size, dtype: ScalarType.Float64).requires_grad_(true);
            Tensor[] p = [meta["linear0.weight"], meta["linear0.bias"], Zero(3, 5), Zero(3)];
            var buffer = new Tensor?[4];
            for (var step = 0; step < 2; step++)
            {
                var g = Gradient(Tempered(p, episode.Support), p);
                for (var i = 0; i < 4; i++)
                    buffer[i] = g[i].Plus(p[i], 0.05).Plus(buffer[i] is { } b ? b.Times(0.9) : zeros_like(g[i]));
                p = p.Select((t, i) => t.Plus(buffer[i]!, i < 2 ? -Rate : -0.4)).ToArray();
            }
            return Tempered(p, episode.Query);
        });

    // One hidden layer, normalized by its batch with the gain and bias of the step; the query after a step keeps that step's.
    [TestMethod]
    public void MamlPlusPlusHasItsNormalizationForEachStep()
    {
        Check(s => s with { StepNormalization = true, Frozen = [".norm."] }, (meta, episode) =>
        {
            Tensor Loss(Tensor[] q, Examples examples, int step)
            {
                var prefix = step == 0 ? "" : $"innerstep{step}.";
                var x = F.linear(examples.Inputs, q[0], q[1]);
                x = ((x - x.mean([0])) / x.var([0], unbiased: false).Plus(1e-5)
                    .sqrt() * meta[prefix + "linear0.norm.gain"]).Plus(meta[prefix + "linear0.norm.bias"]);
                return F.cross_entropy(F.linear(x.relu(), q[2], q[3]), examples.Targets);
            }
            var p = Network(meta);
            for (var step = 0; step < 2; step++)
            {
                var g = Gradient(Loss(p, episode.Support, step), p);
                p = p.Select((t, i) => t.Plus(g[i], -Rate)).ToArray();
            }
            return Loss(p, episode.Query, step: 1);
        }, normalize: true);
    }

    private static void Check(
        Func<MamlSettings, MamlSettings> algorithm, Func<ParameterSet, Episode, Tensor> definition, bool normalize = false)
    {
        using var scope = NewDisposeScope();
        var settings = algorithm(new MamlSettings(Rate, AdaptationSteps: 2, TestAdaptationSteps: 2, GradientOrder.Second));
        var problem = new FewShotProblem(new Mlp(6, [5], normalize), TaskKind.Classification, Outputs: 3, Normalization.TransductiveBatch);
        var learner = new MamlLearner(problem, settings);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0);

        var leaves = meta.AsLeaves();
        var loss = definition(leaves, episode);
        var expected = Gradients.Of(loss, leaves, createGraph: false);
        foreach (var engine in new[] { GradientEngine.Tape, GradientEngine.Autograd })
        {
            var actual = new MamlLearner(problem, settings with { Engine = engine }).MetaGradient(meta, episode);
            Assert.AreEqual(loss.ToNumber(), actual.Loss, 1e-10, $"{engine}");
            TensorAssert.Close(TensorAssert.Values(expected), TensorAssert.Values(actual.Gradient), 1e-9, $"{engine}");
        }
    }

    private static Tensor[] Network(ParameterSet meta) => s_network.Select(n => meta[n]).ToArray();

    private static Tensor Logits(IReadOnlyList<Tensor> p, Tensor x) => F.linear(F.linear(x, p[0], p[1]).relu(), p[2], p[3]);

    private static Tensor Loss(IReadOnlyList<Tensor> p, Examples examples) => F.cross_entropy(Logits(p, examples.Inputs), examples.Targets);

    private static Tensor[] Gradient(Tensor loss, Tensor[] p) =>
        Gradients.Of(loss, new ParameterSet(p.Select((t, i) => ($"{i}", t))), createGraph: true).Tensors.ToArray();
}
