using System;
using Microsoft.ML.MetaLearning.Backbones;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>Parameters after an inner loop.</summary>
/// <param name="Parameters">The adapted parameters.</param>
/// <param name="Leaves">The tensors to differentiate by for the meta-gradient: the initial parameters for the second order, the adapted ones for the first.</param>
public sealed record Adaptation(ParameterSet Parameters, ParameterSet Leaves);

/// <summary>Adapts parameters to one episode by gradient steps on its support loss. The inner loop of Algorithm 2 of Finn et al., 2017.</summary>
/// <param name="rule">The step.</param>
public sealed class InnerLoop(IUpdateRule rule)
{
    /// <summary>Takes <paramref name="steps"/> steps from <paramref name="initial"/>.</summary>
    /// <param name="initial">Where to start. Not changed.</param>
    /// <param name="supportLoss">The support loss, a scalar, of given parameters.</param>
    /// <param name="steps">The number of steps; 0 gives the initial parameters back.</param>
    /// <param name="order">Whether the result stays connected with the initial parameters through the inner gradients.</param>
    public Adaptation Adapt(ParameterSet initial, Func<ParameterSet, Tensor> supportLoss, int steps, GradientOrder order)
    {
        var second = order == GradientOrder.Second;
        var leaves = initial.AsLeaves();
        var current = leaves;
        ParameterSet? state = null;
        for (var step = 0; step < steps; step++)
        {
            var gradients = Gradients.Of(supportLoss(current), current, createGraph: second);
            if (second)
            {
                (current, state) = rule.Update(current, gradients, state);
                continue;
            }
            using (no_grad())
                (current, state) = rule.Update(current, gradients, state);
            current = leaves = current.AsLeaves();
        }
        return new Adaptation(current, leaves);
    }
}
