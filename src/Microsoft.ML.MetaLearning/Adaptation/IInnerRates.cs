using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>A learner that meta-learns the learning rates of its inner loop.</summary>
internal interface IInnerRates
{
    /// <summary>
    /// The mean rate of each tensor that is adapted, at each step or of all steps together; null if the rates are constant.
    /// </summary>
    IReadOnlyDictionary<string, IReadOnlyList<double>>? MeanRates(ParameterSet meta);
}
