using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents one step of an inner optimizer as a pure function, which autograd can differentiate.</summary>
public interface IUpdateRule
{
    /// <summary>Returns the parameters after a step, and the rule's state for the next one.</summary>
    /// <param name="parameters">The parameters before the step.</param>
    /// <param name="gradients">Their gradients, of the same names and shapes.</param>
    /// <param name="state">The state after the previous step; <see langword="null"/> at the first.</param>
    (ParameterSet Parameters, ParameterSet? State) Update(ParameterSet parameters, ParameterSet gradients, ParameterSet? state);
}
