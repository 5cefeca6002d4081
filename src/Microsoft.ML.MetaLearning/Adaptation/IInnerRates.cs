using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Represents a learner that can meta-learn the learning rates of its inner loop.</summary>
internal interface IInnerRates
{
    /// <summary>
    /// Returns the mean rate of each adapted tensor, per step or one for all steps; null if the rates are constant.
    /// </summary>
    IReadOnlyDictionary<string, IReadOnlyList<double>>? MeanRates(ParameterSet meta);
}
