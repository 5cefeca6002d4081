using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class SgdTests
{
    [TestMethod]
    [DataRow(0.0, 0.0)]
    [DataRow(0.9, 0.0)]
    [DataRow(0.0, 0.1)]
    [DataRow(0.9, 0.1)]
    public void StepsEqualThoseOfTorch(double momentum, double weightDecay)
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        double[] Draw() => Enumerable.Range(0, 6).Select(_ => random.NextDouble() - 0.5).ToArray();
        var start = Draw();
        using var parameter = new Parameter(torch.tensor(start));
        using var optimizer = torch.optim.SGD([parameter], 0.05, momentum: momentum, weight_decay: weightDecay);
        var rule = new Sgd(0.05, momentum, weightDecay);
        var current = new ParameterSet([("w", torch.tensor(start))]);
        ParameterSet? state = null;
        for (var step = 0; step < 5; step++)
        {
            var gradient = Draw();
            parameter.grad = torch.tensor(gradient);
            optimizer.step();
            (current, state) = rule.Update(current, current.Map(_ => torch.tensor(gradient)), state);
            TensorAssert.Close(TensorAssert.Values(parameter), TensorAssert.Values(current), 1e-14, $"after step {step + 1}");
        }
        Assert.IsTrue(TensorAssert.RelativeError(start, TensorAssert.Values(current)) > 0.01);
    }

    [TestMethod]
    public void StepChangesNothingInPlace()
    {
        using var scope = NewDisposeScope();
        var parameters = new ParameterSet([("w", torch.tensor(new[] { 1.0, 2.0 }))]);
        var gradients = new ParameterSet([("w", torch.tensor(new[] { 3.0, 4.0 }))]);
        var rule = new Sgd(0.1, Momentum: 0.5, WeightDecay: 0.1);
        var (_, state) = rule.Update(parameters, gradients, null);
        var stateBefore = TensorAssert.Values(state!);
        rule.Update(parameters, gradients, state);
        CollectionAssert.AreEqual(new[] { 1.0, 2.0 }, TensorAssert.Values(parameters));
        CollectionAssert.AreEqual(new[] { 3.0, 4.0 }, TensorAssert.Values(gradients));
        CollectionAssert.AreEqual(stateBefore, TensorAssert.Values(state!));
    }
}
