using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Adam, Algorithm 1 of Kingma and Ba, <a href="https://arxiv.org/abs/1412.6980">2015</a>; step for step the same as
/// <c>torch.optim.Adam</c>. For inner loops of the first order: the square root has no derivative at the gradient 0.
/// </summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="Beta1">The weight of the past in the mean of gradients. The default is 0.9.</param>
/// <param name="Beta2">The weight of the past in the mean of squared gradients. The default is 0.999.</param>
/// <param name="Epsilon">Added to the root of that mean. The default is 1e-8.</param>
public sealed record Adam(double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : IUpdateRule
{
    /// <inheritdoc/>
    public (ParameterSet Parameters, ParameterSet? State) Update(ParameterSet parameters, ParameterSet gradients, ParameterSet? state)
    {
        // The state: the number of steps, all means of gradients, all means of squares.
        var n = parameters.Count;
        var steps = 1 + (state?.Tensors[0].item<long>() ?? 0);
        var mean = gradients.Map(g => g.Times(1 - Beta1));
        var square = gradients.Map(g => g.Squared().Times(1 - Beta2));
        if (state is not null)
        {
            mean = mean.Zip(parameters.With(state.Tensors.Skip(1).Take(n).ToArray()), (m, past) => m.Plus(past, Beta1));
            square = square.Zip(parameters.With(state.Tensors.Skip(1 + n).ToArray()), (s, past) => s.Plus(past, Beta2));
        }
        var rate = LearningRate / (1 - Math.Pow(Beta1, steps));
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, steps));
        var direction = mean.Zip(square, (m, s) => m / s.sqrt().Over(correction).Plus(Epsilon));
        var names = parameters.Names.SelectMany(_ => new[] { "mean", "square" }).Select((kind, i) => $"{kind} {i}").Prepend("steps");
        var next = new[] { tensor(steps) }.Concat(mean.Tensors).Concat(square.Tensors);
        return (parameters.Zip(direction, (p, d) => p.Plus(d, -rate)), new ParameterSet(names.Zip(next)));
    }
}
