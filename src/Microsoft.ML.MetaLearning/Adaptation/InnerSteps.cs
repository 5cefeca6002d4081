using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents the steps of an inner loop on the tape engine.</summary>
/// <param name="Count">The number of steps.</param>
/// <param name="Rule">The rule of each step. Its <see cref="Sgd.Rates"/> are not read.</param>
internal sealed record InnerSteps(int Count, Sgd Rule)
{
    /// <summary>Gets a rate for each scalar of each parameter, in place of the rule's; one set per step.</summary>
    public IReadOnlyList<ParameterSet>? Rates { get; init; }

    /// <summary>Gets whether to compute the gradients by the rates.</summary>
    public bool LearnsRates { get; init; }

    /// <summary>
    /// Gets values that replace some parameters at each step, one set of the same names per step. The query loss after a step reads the
    /// values of that step. Their rates are 0.
    /// </summary>
    public IReadOnlyList<ParameterSet>? StepParameters { get; init; }

    /// <summary>Gets the weights of the query losses after 0, 1, ... <see cref="Count"/> steps; null for the last only.</summary>
    public IReadOnlyList<double>? QueryWeights { get; init; }

    /// <summary>Gets whether the way back recomputes a step's activations, and the query goes through the network in parts.</summary>
    public bool Checkpointed { get; init; }

    public double QueryWeight(int step) => QueryWeights?[step] ?? (step == Count ? 1 : 0);

    /// <summary>Returns whether a step has the same rates as the one before.</summary>
    public bool KeepsRates(int step) => step > 0 && (Rates is null || ReferenceEquals(Rates[step], Rates[step - 1]));
}
