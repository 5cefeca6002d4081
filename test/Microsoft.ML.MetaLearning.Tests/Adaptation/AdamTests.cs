using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public class AdamTests
{
    [TestMethod]
    [DataRow(0.9)]
    [DataRow(0.0)]
    public void StepsEqualThoseOfTorch(double beta1)
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        double[] Draw() => Enumerable.Range(0, 6).Select(_ => random.NextDouble() - 0.5).ToArray();
        double[][] start = [Draw(), Draw()];
        var parameters = start.Select(s => new Parameter(torch.tensor(s))).ToArray();
        using var optimizer = torch.optim.Adam(parameters, 0.05, beta1);
        var rule = new Adaptation.Adam(0.05, beta1);
        var current = new ParameterSet([("v", torch.tensor(start[0])), ("w", torch.tensor(start[1]))]);
        ParameterSet? state = null;
        for (var step = 0; step < 5; step++)
        {
            double[][] gradients = [Draw(), Draw()];
            for (var i = 0; i < 2; i++)
                parameters[i].grad = torch.tensor(gradients[i]);
            optimizer.step();
            (current, state) = rule.Update(current, current.With(gradients.Select(g => torch.tensor(g)).ToArray()), state);
            TensorAssert.Close(
                parameters.SelectMany(p => TensorAssert.Values(p)).ToArray(),
                TensorAssert.Values(current),
                1e-12,
                $"after step {step + 1}");
        }
    }
}
