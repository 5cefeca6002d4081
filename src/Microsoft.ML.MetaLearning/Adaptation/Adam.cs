using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Represents Adam, Algorithm 1 of Kingma and Ba, <a href="https://arxiv.org/abs/1412.6980">2015</a>, with the same steps as
/// <c>torch.optim.Adam</c>. Use it in first-order inner loops: the square root has no derivative at the gradient 0.
/// </summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="Beta1">The weight of the past in the mean of gradients. The default is 0.9.</param>
/// <param name="Beta2">The weight of the past in the mean of squared gradients. The default is 0.999.</param>
/// <param name="Epsilon">A number added to the root of that mean. The default is 1e-8.</param>
public sealed record Adam(double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : IUpdateRule
{
    private const string Steps = "steps", Mean = "mean.", Square = "square.";

    /// <inheritdoc/>
    public (ParameterSet Parameters, ParameterSet? State) Update(ParameterSet parameters, ParameterSet gradients, ParameterSet? state)
    {
        var steps = 1 + (state?[Steps].item<long>() ?? 0);
        var mean = gradients.Map(g => g.Times(1 - Beta1));
        var square = gradients.Map(g => g.Squared().Times(1 - Beta2));
        if (state is not null)
        {
            mean = mean.Zip(Of(Mean), (m, past) => m.Plus(past, Beta1));
            square = square.Zip(Of(Square), (s, past) => s.Plus(past, Beta2));
        }
        var rate = LearningRate / (1 - Math.Pow(Beta1, steps));
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, steps));
        var direction = mean.Zip(square, (m, s) => m / s.sqrt().Over(correction).Plus(Epsilon));
        var next = Named(Mean, mean).Concat(Named(Square, square)).Prepend((Steps, tensor(steps)));
        return (parameters.Zip(direction, (p, d) => p.Plus(d, -rate)), new ParameterSet(next));

        ParameterSet Of(string moment) => parameters.With([.. parameters.Names.Select(name => state[moment + name])]);
        IEnumerable<(string, Tensor)> Named(string moment, ParameterSet values) => values.Select(v => (moment + v.Key, v.Value));
    }
}
