using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Learning;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Meta-training against a plain torch optimizer that is fed with gradients averaged by hand.</summary>
[TestClass]
public class OuterOptimizerTests
{
    private const int MetaSteps = 4;
    private const int MetaBatchSize = 3;
    private const double WeightDecay = 0.01;

    [TestMethod]
    [DataRow(OuterOptimizerKind.Adam, LearningRateSchedule.Constant)]
    [DataRow(OuterOptimizerKind.AdamW, LearningRateSchedule.Step)]
    [DataRow(OuterOptimizerKind.Sgd, LearningRateSchedule.Cosine)]
    public void TrainingEqualsThePlainOptimizerWithAveragedGradients(OuterOptimizerKind kind, LearningRateSchedule schedule)
    {
        using var scope = NewDisposeScope();
        var learner = TinyLearners.Maml(TinyLearners.Perceptron());
        var (initial, source) = (TinyLearners.Initialize(learner, seed: 1), TinyLearners.Episodes(learner, seed: 2));
        var settings = TinyTraining.Settings with
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
        torch.optim.Optimizer optimizer = kind switch
        {
            OuterOptimizerKind.Adam => torch.optim.Adam(parameters, settings.LearningRate, weight_decay: WeightDecay),
            OuterOptimizerKind.AdamW => torch.optim.AdamW(parameters, settings.LearningRate, weight_decay: WeightDecay),
            _ => torch.optim.SGD(parameters, settings.LearningRate, momentum: 0.9, weight_decay: WeightDecay),
        };
        for (var step = 0; step < MetaSteps; step++)
        {
            var tasks = Enumerable.Range(step * MetaBatchSize, MetaBatchSize).Select(i => learner.MetaGradient(initial.With(parameters), source.Load(i)).Gradient).ToArray();
            for (var i = 0; i < parameters.Length; i++)
                parameters[i].grad = stack(tasks.Select(t => t.Tensors[i]).ToArray()).mean([0]);
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = schedule.Rate(settings.LearningRate, settings.MinimumLearningRate, (double)step / MetaSteps);
            optimizer.step();
        }
        optimizer.Dispose();

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
        new MetaTrainer(learner, TinyTraining.Settings).Train(initial, TinyLearners.Episodes(learner, seed: 2)).Parameters.Dispose();
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
            var settings = TinyTraining.Settings with { MetaSteps = 1, Optimizer = OuterOptimizerKind.Sgd, LearningRate = 1, GradientClip = clip };
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
            var settings = TinyTraining.Settings with { MetaSteps = 1, Optimizer = OuterOptimizerKind.Sgd, LearningRate = 1, GradientNormClip = norm };
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
        var (initial, source) = (TinyLearners.Initialize(learner, seed: 1, ScalarType.Float64), TinyLearners.Episodes(learner, seed: 2, ScalarType.Float64));
        var settings = TinyTraining.Settings with { MetaSteps = 2, MetaBatchSize = 1, Optimizer = OuterOptimizerKind.Sgd, Momentum = 0, LearningRate = 0.5 };
        using var trained = new MetaTrainer(learner, settings).Train(initial, source).Parameters;
        var expected = initial;
        for (var step = 0; step < 2; step++)
            expected = expected.Zip(learner.MetaGradient(expected, source.Load(step)).Gradient, (p, g) => p.Plus(g, -0.5));
        TensorAssert.Close(expected, trained, 1e-12, "two steps");
    }

    private static double[] Change(ParameterSet before, ParameterSet after) => TensorAssert.Values(after).Zip(TensorAssert.Values(before), (a, b) => a - b).ToArray();
}
