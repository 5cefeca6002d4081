using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>One step of an inner optimizer, as a pure function: nothing is changed in place, so that it can be differentiated.</summary>
public interface IUpdateRule
{
    /// <summary>The parameters after a step, and the rule's own state for the next one.</summary>
    /// <param name="parameters">The parameters before the step.</param>
    /// <param name="gradients">Their gradients, of the same names and shapes.</param>
    /// <param name="state">What the rule returned for the previous step, <see langword="null"/> at the first.</param>
    (ParameterSet Parameters, ParameterSet? State) Update(ParameterSet parameters, ParameterSet gradients, ParameterSet? state);
}

/// <summary>Gradient descent with optional momentum and weight decay; step for step the same as <c>torch.optim.SGD</c>.</summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="Momentum">The weight of earlier gradients. The default is 0.</param>
/// <param name="WeightDecay">The weight of an L2 penalty. The default is 0.</param>
public sealed record Sgd(double LearningRate, double Momentum = 0, double WeightDecay = 0) : IUpdateRule
{
    /// <summary>
    /// A step size for each parameter, of its shape or a single number, in place of <see cref="LearningRate"/>; the default is none.
    /// </summary>
    public ParameterSet? Rates { get; init; }

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
}
