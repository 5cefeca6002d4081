using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// The optimizer, and meta-training with it, against the optimizers of torch. Those make temporary scalars: an oracle must run where
/// nothing else collects garbage.
/// </summary>
[TestClass]
public class OuterOptimizerTests
{
    private const int MetaSteps = 4;
    private const int MetaBatchSize = 3;
    private const double WeightDecay = 0.01;

    private static IEnumerable<object[]> Optimizers =>
        from optimizer in new[]
        {
            (OuterOptimizerKind.Adam, 0), (OuterOptimizerKind.AdamW, 0), (OuterOptimizerKind.Sgd, 0), (OuterOptimizerKind.Sgd, 0.9)
        }
        from decay in new[] { 0, WeightDecay }
        // The last digit of single precision is 6e-8 of a number at the least.
        from precision in new[] { (ScalarType.Float32, 2e-7), (ScalarType.Float64, 1e-14) }
        select new object[] { optimizer.Item1, optimizer.Item2, decay, precision.Item1, precision.Item2 };

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void StepsEqualThoseOfTorch(OuterOptimizerKind kind, double momentum, double decay, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor Draw(params long[] shape) => randn(shape, dtype: type, generator: generator);
        var initial = new ParameterSet([("matrix", Draw(5, 7)), ("vector", Draw(37)), ("number", Draw())]);
        var parameters = initial.Tensors.Select(t => new Parameter(t.clone())).ToArray();
        using var expected = Torch(kind, parameters, momentum, decay);
        using var optimizer = new OuterOptimizer(initial, kind, decay, momentum);
        for (var step = 0; step < 200; step++)
        {
            using var ofStep = NewDisposeScope();
            var rate = LearningRateSchedule.Cosine.Rate(0.05, 0.001, step / 200.0);
            var gradients = optimizer.Parameters.Map(p => Draw(p.shape));
            for (var i = 0; i < parameters.Length; i++)
                parameters[i].grad = gradients.Tensors[i];
            expected.ParamGroups.Single().LearningRate = rate;
            expected.step();
            optimizer.Step(gradients, rate);
        }
        TensorAssert.Close(TensorAssert.Values(initial.With(parameters)), TensorAssert.Values(optimizer.Parameters), tolerance, $"{kind}");
        Assert.IsTrue(TensorAssert.Norm(Change(initial, optimizer.Parameters)) > 1);
    }

    [TestMethod]
    [DataRow(OuterOptimizerKind.Adam, "mean.w, mean.b, square.w, square.b")]
    [DataRow(OuterOptimizerKind.Sgd, "velocity.w, velocity.b")]
    public void StateIsNamedAndGoesOnElsewhere(OuterOptimizerKind kind, string names)
    {
        using var scope = NewDisposeScope();
        var initial = new ParameterSet([("w", ones(2, 3)), ("b", ones(2))]);
        using var first = new OuterOptimizer(initial, kind, WeightDecay);
        using var second = new OuterOptimizer(initial, kind, WeightDecay);
        Assert.AreEqual(names, string.Join(", ", first.State.Names));
        first.Step(initial, 0.1);
        second.Load(first.Parameters, first.State, steps: 1);
        first.Step(initial, 0.1);
        second.Step(initial, 0.1);
        Assert.IsTrue(TensorAssert.SameBits(first.Parameters, second.Parameters));
        Assert.IsTrue(TensorAssert.SameBits(first.State, second.State));
    }

    [TestMethod]
    [DataRow(OuterOptimizerKind.Adam, LearningRateSchedule.Constant)]
    [DataRow(OuterOptimizerKind.AdamW, LearningRateSchedule.Step)]
    [DataRow(OuterOptimizerKind.Sgd, LearningRateSchedule.Cosine)]
    public void TrainingEqualsThePlainOptimizerWithAveragedGradients(OuterOptimizerKind kind, LearningRateSchedule schedule)
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron());
        var (initial, source) = (TinyLearners.Initialize(learner, seed: 1), TinyLearners.Episodes(learner, seed: 2));
        var settings = new TinyLoop
        {
            MetaSteps = MetaSteps,
            MetaBatchSize = MetaBatchSize,
            Optimizer = kind,
            WeightDecay = WeightDecay,
            Schedule = schedule,
            MinimumLearningRate = 0.001,
            Threads = 2,
        };

        var parameters = initial.Tensors.Select(t => new Parameter(t.clone())).ToArray();
        using var optimizer = Torch(kind, parameters, momentum: 0.9);
        for (var step = 0; step < MetaSteps; step++)
        {
            var tasks = Enumerable.Range(step * MetaBatchSize, MetaBatchSize).Select(i =>
                learner.MetaGradient(initial.With(parameters), source.Load(i)).Gradient).ToArray();
            for (var i = 0; i < parameters.Length; i++)
                parameters[i].grad = stack(tasks.Select(t => t.Tensors[i]).ToArray()).mean([0]);
            optimizer.ParamGroups.Single().LearningRate = schedule.Rate(
                settings.LearningRate, settings.MinimumLearningRate, (double)step / MetaSteps);
            optimizer.step();
        }

        using var trained = new MetaTrainer(learner, settings).Train(initial, source).Parameters;
        var expected = Change(initial, initial.With(parameters));
        TensorAssert.Close(expected, Change(initial, trained), 1e-4, "change of the parameters");
        Assert.IsTrue(TensorAssert.Norm(expected) > 1e-2);
    }

    [TestMethod]
    public void InitialParametersAreNotChanged()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron());
        var initial = TinyLearners.Initialize(learner, seed: 1);
        var copy = initial.Clone();
        new MetaTrainer(learner, new TinyLoop()).Train(initial, TinyLearners.Episodes(learner, seed: 2)).Parameters.Dispose();
        Assert.IsTrue(TensorAssert.SameBits(copy, initial));
    }

    // Without momentum's past, the first step of SGD is the learning rate times the gradient.
    [TestMethod]
    public void ClippedGradientsKeepTheirSignUpToTheLimit()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron());
        var (initial, source) = (TinyLearners.Initialize(learner, seed: 1), TinyLearners.Episodes(learner, seed: 2));
        double[] FirstStep(double? clip)
        {
            var settings = new TinyLoop { MetaSteps = 1, Optimizer = OuterOptimizerKind.Sgd, LearningRate = 1, GradientClip = clip };
            using var trained = new MetaTrainer(learner, settings).Train(initial, source).Parameters;
            return Change(initial, trained);
        }

        var free = FirstStep(clip: null);
        var limit = free.Select(Math.Abs).Order().ElementAt(free.Length / 2);
        var clipped = FirstStep(limit);
        TensorAssert.Close(free.Select(v => Math.Clamp(v, -limit, limit)).ToArray(), clipped, 1e-5, "clipped step");
        Assert.IsTrue(TensorAssert.Norm(clipped) < 0.8 * TensorAssert.Norm(free));
        CollectionAssert.AreEqual(free, FirstStep(clip: 1e6));
    }

    [TestMethod]
    public void ALongGradientIsShortenedToTheLargestNorm()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron());
        var (initial, source) = (TinyLearners.Initialize(learner, seed: 1), TinyLearners.Episodes(learner, seed: 2));
        double[] FirstStep(double? norm)
        {
            var settings = new TinyLoop { MetaSteps = 1, Optimizer = OuterOptimizerKind.Sgd, LearningRate = 1, GradientNormClip = norm };
            using var trained = new MetaTrainer(learner, settings).Train(initial, source).Parameters;
            return Change(initial, trained);
        }

        var free = FirstStep(norm: null);
        var limit = TensorAssert.Norm(free) / 3;
        TensorAssert.Close(free.Select(v => v / 3).ToArray(), FirstStep(limit), 1e-5, "shortened step");
        CollectionAssert.AreEqual(free, FirstStep(norm: 1e6));
    }

    [TestMethod]
    public void WithoutMomentumEveryStepOfSgdIsTheGradientTimesTheRate()
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron());
        var (initial, source) = (TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64), TinyLearners.Episodes(
            learner, seed: 2, ScalarType.Float64));
        var settings = new TinyLoop
        {
            MetaSteps = 2,
            MetaBatchSize = 1,
            Optimizer = OuterOptimizerKind.Sgd,
            Momentum = 0,
            LearningRate = 0.5,
        };
        using var trained = new MetaTrainer(learner, settings).Train(initial, source).Parameters;
        var expected = initial;
        for (var step = 0; step < 2; step++)
            expected = expected.Zip(learner.MetaGradient(expected, source.Load(step)).Gradient, (p, g) => p.Plus(g, -0.5));
        TensorAssert.Close(expected, trained, 1e-12, "two steps");
    }

    private static torch.optim.Optimizer Torch(
        OuterOptimizerKind kind, Parameter[] parameters, double momentum, double decay = WeightDecay) => kind switch
        {
            OuterOptimizerKind.Adam => torch.optim.Adam(parameters, weight_decay: decay),
            OuterOptimizerKind.AdamW => torch.optim.AdamW(parameters, weight_decay: decay),
            _ => torch.optim.SGD(parameters, 0, momentum: momentum, weight_decay: decay),
        };

    private static double[] Change(ParameterSet before, ParameterSet after) =>
        TensorAssert.Values(after).Zip(TensorAssert.Values(before), (a, b) => a - b).ToArray();
}
