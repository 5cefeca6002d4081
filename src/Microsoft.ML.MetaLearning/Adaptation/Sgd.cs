using System;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Represents gradient descent with optional momentum and weight decay, with the same steps as <c>torch.optim.SGD</c>. If g_k is the
/// gradient at theta_k, direction_k = g_k + decay * theta_k + momentum * direction_(k-1) and theta_(k+1) = theta_k - rate * direction_k.
/// </summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="Momentum">The weight of earlier gradients. The default is 0.</param>
/// <param name="WeightDecay">The weight of an L2 penalty. The default is 0.</param>
public sealed record Sgd(double LearningRate, double Momentum = 0, double WeightDecay = 0) : IUpdateRule
{
    /// <summary>
    /// Gets the step size of each parameter, of its shape or a single number, in place of <see cref="LearningRate"/>. The default is none.
    /// </summary>
    public ParameterSet? Rates { get; init; }

    /// <summary>Gets whether the direction of a step is the gradient itself.</summary>
    internal bool IsPlain => Momentum == 0 && WeightDecay == 0;

    /// <inheritdoc/>
    public (ParameterSet Parameters, ParameterSet? State) Update(ParameterSet parameters, ParameterSet gradients, ParameterSet? state)
    {
        if (WeightDecay != 0)
            gradients = gradients.Zip(parameters, (g, p) => g.Plus(p, WeightDecay));
        if (Momentum != 0)
            state = gradients = state is null ? gradients : gradients.Zip(state, (g, buffer) => g.Plus(buffer, Momentum));
        var next = Rates is null
            ? parameters.Zip(gradients, (p, g) => p.Plus(g, -LearningRate))
            : parameters.Zip(gradients.Zip(Rates, (g, rate) => g * rate), (p, change) => p - change);
        return (next, state);
    }

    /// <summary>Takes the same step on the tape engine. All vectors have one layout.</summary>
    /// <param name="parameters">theta_k.</param>
    /// <param name="direction">g_k, which becomes direction_k.</param>
    /// <param name="previous">direction_(k-1); null at the first step.</param>
    /// <param name="rates">The rate of each scalar, in place of <see cref="LearningRate"/> and <see cref="Rates"/>.</param>
    /// <param name="next">Becomes theta_(k+1); may be <paramref name="parameters"/>.</param>
    internal void Step<T>(
        ParameterVector<T> parameters,
        ParameterVector<T> direction,
        ParameterVector<T>? previous,
        ParameterVector<T> rates,
        ParameterVector<T> next)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (WeightDecay != 0)
            direction.Add(parameters, WeightDecay);
        if (Momentum != 0 && previous is not null)
            direction.Add(previous, Momentum);
        next.SetDifference(parameters, rates, direction);
    }

    /// <summary>Takes a gradient back through a step: the transpose of <see cref="Step"/>.</summary>
    /// <param name="byParameters">The gradient by theta_(k+1), which becomes the one by theta_k.</param>
    /// <param name="byDirection">The gradient by direction_k through later steps, which becomes the one by direction_(k-1).</param>
    /// <param name="rates">The rates of the step.</param>
    /// <param name="hessian">The product of the Hessian of the loss at theta_k and a vector.</param>
    internal void PullBack<T>(
        ParameterVector<T> byParameters,
        ParameterVector<T> byDirection,
        ParameterVector<T> rates,
        Func<ParameterVector<T>, ParameterVector<T>> hessian)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byDirection.SubtractProduct(rates, byParameters);
        byParameters.Add(hessian(byDirection));
        if (WeightDecay != 0)
            byParameters.Add(byDirection, WeightDecay);
        byDirection.Scale(Momentum);
    }
}
