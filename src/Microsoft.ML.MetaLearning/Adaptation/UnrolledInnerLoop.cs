using System;
using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Adapts parameters to one episode by gradient steps on its support loss. The inner loop of Algorithm 2 of Finn et al., 2017.
/// </summary>
/// <param name="rule">The rule of each step, which counts from 0.</param>
internal sealed class UnrolledInnerLoop(Func<int, IUpdateRule> rule)
{
    /// <summary>Creates a loop with the same rule at each step.</summary>
    public UnrolledInnerLoop(IUpdateRule rule)
        : this(_ => rule)
    {
    }

    /// <summary>Takes <paramref name="steps"/> steps from <paramref name="initial"/>.</summary>
    /// <param name="initial">The initial parameters, in an autograd graph or leaves of one. Not changed.</param>
    /// <param name="supportLoss">The support loss, a scalar, of given parameters at a step.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="order">
    /// Whether the inner gradients are part of the graph, or constants. Then a step is constant, too, except for learned rates, and the
    /// derivative of the last parameters by the first is the identity.
    /// </param>
    /// <returns>The parameters after 0, 1, ... <paramref name="steps"/> steps.</returns>
    public IReadOnlyList<ParameterSet> Adapt(
        ParameterSet initial, Func<ParameterSet, int, Tensor> supportLoss, int steps, GradientOrder order)
    {
        // A head that starts from prototypes depends on the backbone, but the inner loop treats them as independent: as copies they are.
        var trajectory = new List<ParameterSet> { initial.Map(p => p.clone()) };
        ParameterSet? state = null;
        for (var step = 0; step < steps; step++)
        {
            var current = trajectory[step];
            if (order == GradientOrder.Second)
            {
                var gradients = Gradients.Of(supportLoss(current, step), current, createGraph: true);
                (current, state) = rule(step).Update(current, gradients, state);
            }
            else
            {
                var leaves = current.AsLeaves();
                var gradients = Gradients.Of(supportLoss(leaves, step), leaves, createGraph: false);
                var constant = leaves.Detach();
                (var next, state) = rule(step).Update(constant, gradients, state?.Detach());
                current = current.Zip(next.Zip(constant, (n, c) => n - c), (p, change) => p.Plus(change));
            }
            trajectory.Add(current);
        }
        return trajectory;
    }
}
