using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Implicit gradients against dense linear algebra and against the definition of a gradient, in double precision.</summary>
[TestClass]
public class ImplicitMamlTests
{
    private const double Lambda = 2;
    private static readonly Backbone s_backbone = new Mlp(3, [4]);
    private static readonly FewShotProblem s_problem = new(
        s_backbone, TaskKind.Classification, Outputs: 3, Normalization.SupportStatistics);

    [TestMethod]
    [DataRow(GradientEngine.Tape, 0.0)]
    [DataRow(GradientEngine.Tape, 0.5)]
    [DataRow(GradientEngine.Autograd, 0.0)]
    [DataRow(GradientEngine.Autograd, 0.5)]
    public void ConjugateGradientsSolveTheDenseSystem(GradientEngine engine, double damping)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(engine, steps: 3, conjugateGradientSteps: 100, damping);
        var (meta, episode) = (TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64), Episodes(learner).Load(0));
        var phi = learner.Adapt(meta, episode.Support).First.Parameters.AsLeaves();

        // The Hessian row by row: each a gradient of one scalar of the gradient.
        var gradient = Flat(Gradients.Of(Loss(phi, episode.Support), phi, createGraph: true));
        var n = (int)gradient.numel();
        var rows = Enumerable.Range(0, n).Select(i => TensorAssert.Values(Gradients.Of(
            gradient[i], phi, createGraph: false, retainGraph: true))).ToArray();
        var system = rows.Select((row, i) => row.Select((h, j) => h / Lambda + (i == j ? 1 + damping : 0)).ToArray()).ToArray();
        var expected = Solve(system, TensorAssert.Values(Gradients.Of(Loss(phi, episode.Query), phi, createGraph: false)));
        TensorAssert.Close(expected, TensorAssert.Values(learner.MetaGradient(meta, episode).Gradient), 1e-8, "meta-gradient");
    }

    // Where the inner problem is solved, the meta-gradient is that of the query loss at its solution, which is a function of the
    // initialization alone.
    [TestMethod]
    [DataRow(GradientEngine.Tape)]
    [DataRow(GradientEngine.Autograd)]
    public void AtTheMinimumTheGradientEqualsCentralDifferencesOfTheConvergedLoss(GradientEngine engine)
    {
        using var scope = NewDisposeScope();
        var learner = Learner(engine, steps: 200, conjugateGradientSteps: 100);
        var (meta, episode) = (TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64), Episodes(learner).Load(0));
        var gradient = learner.MetaGradient(meta, episode).Gradient;
        var numeric = new FiniteDifferences(p => learner.MetaGradient(p, episode).Loss, meta, 1e-5);
        for (var i = 0; i < meta.Count; i++)
        {
            var values = TensorAssert.Values(gradient.Tensors[i]);
            TensorAssert.Close(Enumerable.Range(0, values.Length).Select(c => numeric.Along(i, c)).ToArray(), values, 1e-6, meta.Names[i]);
        }
    }

    // The authors' code: plain steps, one proximal step, and a system damped twice.
    [TestMethod]
    public void ProximalStepAfterTheOthersAndTheDampedSystemAreThoseOfTheAuthors()
    {
        using var scope = NewDisposeScope();
        const double Rate = 0.2, Damping = 1, ProximityDamping = 10;
        var settings = new ImplicitMamlSettings(Rate, Lambda, 2, 2, ConjugateGradientSteps: 100)
        {
            ProximalTerm = ProximalTerm.AfterSteps,
            Damping = Damping,
            ProximityDamping = ProximityDamping,
        };
        var learner = new ImplicitMamlLearner(s_problem, settings);
        var (meta, episode) = (TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64), Episodes(learner).Load(0));
        var phi = meta.AsLeaves();
        for (var step = 0; step < 2; step++)
            phi = phi.Zip(Gradients.Of(Loss(phi, episode.Support), phi, createGraph: false), (p, g) => p.Plus(g, -Rate)).AsLeaves();
        phi = phi.Zip(meta, (p, theta) => p.Plus(p - theta, -Rate * Lambda)).AsLeaves();
        TensorAssert.Close(phi, learner.Adapt(meta, episode.Support).First.Parameters, 1e-10, "adapted parameters");

        var gradient = Flat(Gradients.Of(Loss(phi, episode.Support), phi, createGraph: true));
        var system = Enumerable.Range(0, (int)gradient.numel()).Select(i => TensorAssert.Values(Gradients.Of(
            gradient[i], phi, createGraph: false, retainGraph: true))
            .Select((h, j) => h / (Lambda + ProximityDamping) + (i == j ? 1 + Damping : 0)).ToArray()).ToArray();
        var expected = Solve(system, TensorAssert.Values(Gradients.Of(Loss(phi, episode.Query), phi, createGraph: false)));
        TensorAssert.Close(expected, TensorAssert.Values(learner.MetaGradient(meta, episode).Gradient), 1e-8, "meta-gradient");
    }

    [TestMethod]
    public void ProductsOfOnePassAreThoseOfAutogradInAnyOrder()
    {
        using var scope = NewDisposeScope();
        var problem = s_problem with { Backbone = TinyLearners.Conv() };
        var learner = new ImplicitMamlLearner(problem, new ImplicitMamlSettings(0.1, Lambda, 1, 1, 1));
        var (meta, support) = (TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64), Episodes(learner).Load(0).Support);
        using var generator = new Generator(3);
        var directions = Enumerable.Range(0, 3).Select(_ => meta.Map(p =>
            rand(p.shape, dtype: ScalarType.Float64, generator: generator).Minus(0.5))).ToArray();
        double[][] Products(GradientEngine engine) => new EngineChoice(problem, engine).For(meta)
            .Use(meta, support.Inputs, training: true, losses =>
        {
            using var hessian = losses.HessianOfSupport(losses.ToVector(meta), support);
            return new[]
            {
                0, 1, 2, 1, 0
            }.Select(i => TensorAssert.Values(losses.ToParameters(hessian.Product(losses.ToVector(directions[i])), meta))).ToArray();
        });
        var (tape, autograd) = (Products(GradientEngine.Tape), Products(GradientEngine.Autograd));
        for (var i = 0; i < tape.Length; i++)
            TensorAssert.Close(autograd[i], tape[i], 1e-10, $"product {i}");
        CollectionAssert.AreEqual(tape[0], tape[4]);
        CollectionAssert.AreEqual(tape[1], tape[3]);
    }

    [TestMethod]
    public void NegativeCurvatureEndsTheSearch()
    {
        using var scope = NewDisposeScope();
        var b = torch.tensor(new[] { 1.0, 2.0 });
        CollectionAssert.AreEqual(new[] { 1.0, 2.0 }, TensorAssert.Values(ConjugateGradient.Solve(v => -v, b, steps: 5)));
        // Along b the curvature is positive, then it is not: the first step is the result.
        var matrix = torch.tensor(new[] { 3.0, 0, 0, -0.5 }, [2, 2]);
        CollectionAssert.AreEqual(new[] { 5.0, 10.0 }, TensorAssert.Values(ConjugateGradient.Solve(matrix.matmul, b, steps: 5)));
    }

    [TestMethod]
    public void MemoryDoesNotGrowWithTheSteps()
    {
        static long PeakBytes(IFewShotLearner learner)
        {
            var peak = 0L;
            var thread = new Thread(() =>
            {
                using var scope = NewDisposeScope();
                ThreadBuffers.Keep();
                learner.MetaGradient(TinyLearners.Initialize(learner, seed: 1), TinyLearners.Episodes(learner, seed: 2).Load(0));
                peak = ThreadBuffers.Borrow<float>().Buffers.PeakBytes;
                ThreadBuffers.Release();
            });
            thread.Start();
            thread.Join();
            return peak;
        }

        IFewShotLearner Implicit(int steps) =>
            new ImplicitMamlLearner(
                s_problem with { Backbone = TinyLearners.Conv() },
                new ImplicitMamlSettings(0.1, Lambda, steps, steps, 5) { Engine = GradientEngine.Tape });
        IFewShotLearner Unrolled(int steps) => TinyLearners.Maml(TinyLearners.Conv(), steps: steps, engine: GradientEngine.Tape);
        Assert.IsTrue(PeakBytes(Unrolled(40)) > 2 * PeakBytes(Unrolled(4)), "the test must see the tape.");
        Assert.AreEqual(PeakBytes(Implicit(4)), PeakBytes(Implicit(40)));
    }

    [TestMethod]
    public void AnInnerLoopKeepsItsLatestParametersAlone()
    {
        using var scope = NewDisposeScope();
        var losses = new CountingParabola();
        var start = ones(3, dtype: ScalarType.Float64);
        var end = new GradientDescent(new Adam(0.1), proximity: 1)
            .Run(losses, start, new Examples(zeros(1), zeros(1)), Enumerable.Repeat<long[]?>(null, 50)).Parameters;
        // After the first steps, which make the state of the optimizer.
        Assert.AreEqual(1, losses.Live.Skip(2).Distinct().Count(), string.Join(", ", losses.Live));
        CollectionAssert.AreEqual(new[] { 1.0, 1, 1 }, TensorAssert.Values(start));
        // x^2 + (x - 1)^2 / 2 has its minimum at 1/3.
        TensorAssert.Close([1.0 / 3, 1.0 / 3, 1.0 / 3], TensorAssert.Values(end), 0.05, "the minimum");
    }

    private static ImplicitMamlLearner Learner(GradientEngine engine, int steps, int conjugateGradientSteps, double damping = 0) =>
        new(s_problem, new ImplicitMamlSettings(0.2, Lambda, steps, steps, conjugateGradientSteps) { Damping = damping, Engine = engine });

    private static IEpisodeSource Episodes(IFewShotLearner learner) => TinyLearners.Episodes(learner, seed: 2, ScalarType.Float64);

    private static Tensor Loss(ParameterSet p, Examples examples) =>
        nn.functional.cross_entropy(
            nn.functional.linear(s_backbone.Forward(p, examples.Inputs, Normalizer.Batch), p["head.weight"], p["head.bias"]),
            examples.Targets);

    private static Tensor Flat(ParameterSet parameters) => cat(parameters.Tensors.Select(t => t.reshape(-1)).ToArray());

    /// <summary>Gaussian elimination.</summary>
    private static double[] Solve(double[][] a, double[] b)
    {
        var rows = a.Select((row, i) => row.Append(b[i]).ToArray()).ToArray();
        for (var k = 0; k < rows.Length; k++)
        {
            var pivot = Enumerable.Range(k, rows.Length - k).MaxBy(i => Math.Abs(rows[i][k]));
            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            for (var i = 0; i < rows.Length; i++)
                if (i != k)
                    rows[i] = rows[i].Zip(rows[k], (x, y) => x - rows[i][k] / rows[k][k] * y).ToArray();
        }
        return rows.Select((row, k) => row[^1] / row[k]).ToArray();
    }

    /// <summary>The loss x^2, which counts the tensors that live when it is asked for.</summary>
    private sealed class CountingParabola : TaskLosses
    {
        public List<long> Live { get; } = [];

        public override LossGradient OfSupport(Tensor parameters, Examples examples)
        {
            Live.Add(Tensor.TotalCount);
            return new LossGradient(0, double.NaN, parameters.Times(2));
        }

        public override Tensor ToVector(ParameterSet parameters) => throw new NotSupportedException();

        public override ParameterSet ToParameters(Tensor vector, ParameterSet names) => throw new NotSupportedException();

        public override LossGradient OfQuery(Tensor parameters, Episode episode) => throw new NotSupportedException();

        public override LossHessian HessianOfSupport(Tensor parameters, Examples examples) => throw new NotSupportedException();

        public override NormalizationMoments Moments(Tensor parameters, Examples support) => throw new NotSupportedException();

        public override void Dispose()
        {
        }
    }
}
