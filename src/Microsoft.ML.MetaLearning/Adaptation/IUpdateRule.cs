using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>One step of an inner optimizer, as a pure function: nothing is changed in place, so that it can be differentiated.</summary>
public interface IUpdateRule
{
    /// <summary>Returns the parameters after a step, and the rule's own state for the next one.</summary>
    /// <param name="parameters">The parameters before the step.</param>
    /// <param name="gradients">Their gradients, of the same names and shapes.</param>
    /// <param name="state">What the rule returned for the previous step, <see langword="null"/> at the first.</param>
    (ParameterSet Parameters, ParameterSet? State) Update(ParameterSet parameters, ParameterSet gradients, ParameterSet? state);
}
