using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// Running moments, of an episode and of a whole meta-training, on a network of one normalization layer, in double precision.
/// </summary>
[TestClass]
public class EpisodeNormalizationTests
{
    private const int Inputs = 6, Width = 5;
    private const string Mean = "linear0.norm.running.mean", Variance = "linear0.norm.running.variance";
    private static readonly Mlp s_network = new(Inputs, [Width], normalize: true);

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(5)]
    public void EpisodicMomentsAreTheRunningBuffersOfTorchAfterEachSupportPass(int passes)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var x = randn([7, Inputs], dtype: ScalarType.Float64, generator: generator);
        var sequence = Enumerable.Range(0, passes).Select(_ => Parameters(generator)).ToArray();
        var normalization = new EpisodeNormalization(s_network, Normalization.EpisodicRunning, x, training: true);
        var (mean, variance) = (zeros(Width, dtype: ScalarType.Float64), ones(Width, dtype: ScalarType.Float64));
        for (var step = 0; step < passes; step++)
        {
            s_network.Forward(sequence[step], x, normalization.Support(step, sequence[step]));
            F.batch_norm(Linear(sequence[step], x), mean, variance, training: true, momentum: 0.1);
        }
        var moments = normalization.Moments(Parameters(generator))["linear0"];
        TensorAssert.Close(variance, moments.Variance, 1e-12, "variance");
        if (passes > 0)
            TensorAssert.Close(mean, moments.Mean, 1e-12, "mean");

        // A pass that is computed again, as by a checkpoint, counts once.
        if (passes > 0)
            s_network.Forward(sequence[0], x, normalization.Support(0, sequence[0]));
        TensorAssert.Close(variance, normalization.Moments(Parameters(generator))["linear0"].Variance, 1e-12, "again");
        Assert.IsFalse(moments.Variance.requires_grad);
    }

    [TestMethod]
    public void EqualPassesLeaveTheStartWithAWeightOfNineTenthsToThePowerOfTheirNumber()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var x = randn([7, Inputs], dtype: ScalarType.Float64, generator: generator);
        var parameters = Parameters(generator);
        var normalization = new EpisodeNormalization(s_network, Normalization.EpisodicRunning, x, training: true);
        for (var step = 0; step < 5; step++)
            s_network.Forward(parameters, x, normalization.Support(step, parameters));
        var (start, linear) = (Math.Pow(0.9, 5), Linear(parameters, x));
        var moments = normalization.Moments(parameters)["linear0"];
        TensorAssert.Close(linear.mean([0]).Times(1 - start), moments.Mean, 1e-12, "mean");
        TensorAssert.Close(linear.var([0]).Times(1 - start).Plus(start), moments.Variance, 1e-12, "variance");
    }

    [TestMethod]
    public void EpisodicMomentsAreConstantsToTheMetaGradient()
    {
        using var scope = NewDisposeScope();
        const int Steps = 2;
        var learner = TinyLearners.Maml(s_network, Normalization.EpisodicRunning, steps: Steps);
        var meta = TinyLearners.Initialize(learner, seed: 3, ScalarType.Float64);
        var episode = TinyLearners.Episodes(learner, seed: 5, ScalarType.Float64).Load(0);
        var (mean, variance) = (zeros(Width, dtype: ScalarType.Float64), ones(Width, dtype: ScalarType.Float64));
        Tensor Loss(ParameterSet p, Examples examples, Func<Tensor, Tensor> normalize) =>
            F.cross_entropy(
                LinearHead.Forward(p, (normalize(Linear(p, examples.Inputs)) * p["linear0.norm.gain"]).Plus(p["linear0.norm.bias"]).relu()),
                examples.Targets);
        double QueryLoss(ParameterSet p, bool observe)
        {
            for (var step = 0; step < Steps; step++)
            {
                var leaves = p.AsLeaves();
                var gradients = Gradients.Of(
                    Loss(leaves, episode.Support, x => (x - x.mean([0])) * x.var([0], unbiased: false).Plus(1e-5).rsqrt()),
                    leaves,
                    createGraph: false);
                if (observe)
                    F.batch_norm(Linear(p, episode.Support.Inputs), mean, variance, training: true);
                p = leaves.Zip(gradients, (v, g) => v.detach().Plus(g, -0.1));
            }
            return Loss(p, episode.Query, x => (x - mean) * variance.Plus(1e-5).rsqrt()).ToNumber();
        }
        var loss = QueryLoss(meta, observe: true);
        var actual = learner.MetaGradient(meta, episode);
        Assert.AreEqual(loss, actual.Loss, 1e-12);
        var numeric = new FiniteDifferences(p => QueryLoss(p, observe: false), meta, 1e-6);
        var direction = actual.Gradient.Map(g => g.Over(TensorAssert.Norm(TensorAssert.Values(actual.Gradient))));
        TensorAssert.Close(
            [numeric.Along(direction)], [TensorAssert.Norm(TensorAssert.Values(actual.Gradient))], 1e-6, "along the gradient");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void RunningMomentsAverageThoseOfTheTasksOfEachMetaStep(int threads)
    {
        using var scope = NewDisposeScope();
        const int MetaSteps = 3, MetaBatchSize = 4;
        // Without steps of its own and with a network that hardly moves, the moments of a task are those of its query.
        var learner = TinyLearners.Maml(s_network, Normalization.Running, steps: 0);
        var initial = TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64);
        var source = TinyLearners.Episodes(learner, seed: 2, ScalarType.Float64);
        var settings = new TinyLoop
        {
            MetaSteps = MetaSteps,
            MetaBatchSize = MetaBatchSize,
            Threads = threads,
            LearningRate = 1e-13,
            GradientClip = 1e-3,
            WeightDecay = 0.1,
        };
        using var trained = new MetaTrainer(learner, settings).Train(initial, source).Parameters;

        var (mean, variance) = (initial[Mean], initial[Variance]);
        for (var step = 0; step < MetaSteps; step++)
        {
            var tasks = Enumerable.Range(step * MetaBatchSize, MetaBatchSize).Select(i => Linear(
                initial, source.Load(i).Query.Inputs)).ToArray();
            mean = mean.Times(0.9).Plus(stack(tasks.Select(t => t.mean([0])).ToArray()).mean([0]), 0.1);
            variance = variance.Times(0.9).Plus(stack(tasks.Select(t => t.var([0])).ToArray()).mean([0]), 0.1);
        }
        TensorAssert.Close(mean, trained[Mean], 1e-9, "mean");
        TensorAssert.Close(variance, trained[Variance], 1e-9, "variance");
    }

    [TestMethod]
    public void RunningMomentsOfATaskAreThoseOfAllItsPassesAndTheSameOnAnyNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Conv(), Normalization.Running, steps: 2);
        var initial = TinyLearners.Initialize(learner, seed: 1);
        ParameterSet Trained(int threads) =>
            new MetaTrainer(learner, new TinyLoop { Threads = threads }).Train(initial, TinyLearners.Episodes(learner, seed: 2)).Parameters;
        using var one = Trained(1);
        using var three = Trained(3);
        Assert.IsTrue(TensorAssert.SameBits(one, three));

        var flat = TinyLearners.Maml(s_network, Normalization.Running, steps: 2, innerLearningRate: 1e-13);
        var meta = TinyLearners.Initialize(flat, seed: 1, ScalarType.Float64);
        var episode = TinyLearners.Episodes(flat, seed: 2, ScalarType.Float64).Load(0);
        var statistics = flat.MetaGradient(meta, episode).Statistics!;
        var (support, query) = (Linear(meta, episode.Support.Inputs), Linear(meta, episode.Query.Inputs));
        TensorAssert.Close(query.mean([0]).Plus(support.mean([0]), 2).Over(3), statistics[Mean], 1e-9, "mean");
        TensorAssert.Close(query.var([0]).Plus(support.var([0]), 2).Over(3), statistics[Variance], 1e-9, "variance");
    }

    [TestMethod]
    public void AdaptationAndPredictionUseTheRunningMomentsInEveryPass()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(s_network, Normalization.Running, steps: 1);
        var meta = TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64);
        var episode = TinyLearners.Episodes(learner, seed: 2, ScalarType.Float64).Load(0);
        Tensor Outputs(ParameterSet p, Tensor x) => LinearHead.Forward(p, F.batch_norm(
            Linear(p, x),
            meta[Mean].detach(),
            meta[Variance].detach(),
            p["linear0.norm.gain"],
            p["linear0.norm.bias"],
            training: false).relu());
        var leaves = meta.AsLeaves();
        var adapted = leaves.Zip(
            Gradients.Of(F.cross_entropy(Outputs(leaves, episode.Support.Inputs), episode.Support.Targets), leaves, createGraph: false),
            (p, g) => p.Plus(g, -0.1));
        TensorAssert.Close(
            Outputs(adapted, episode.Query.Inputs),
            learner.Adapt(meta, episode.Support).Predict(episode.Query.Inputs),
            1e-12,
            "prediction");
    }

    [TestMethod]
    public void LayersWhoseGainIsNamedOtherwiseAreNamed()
    {
        using var scope = NewDisposeScope();
        foreach (var normalization in new[] { Normalization.Running, Normalization.TaskNorm })
        {
            var learner = TinyLearners.Maml(new UserBackboneTests.TanhNetwork(4), normalization);
            var meta = TinyLearners.Initialize(learner, seed: 1);
            var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
                learner.MetaGradient(meta, TinyLearners.Episodes(learner, seed: 2).Load(0)));
            StringAssert.Contains(error.Message, "'only.norm.gain'");
        }
    }

    private static ParameterSet Parameters(Generator generator) =>
        s_network.Initialize(generator)
            .Map(p => p.to_type(ScalarType.Float64).Plus(rand(p.shape, ScalarType.Float64, generator: generator)));

    // x: [n, inputs]; result: [n, width]
    private static Tensor Linear(ParameterSet parameters, Tensor x) =>
        F.linear(x, parameters["linear0.weight"], parameters["linear0.bias"]);
}
