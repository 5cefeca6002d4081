using System;
using System.IO;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the loss of a relation network's scores.</summary>
public enum RelationLoss
{
    /// <summary>The mean squared error against 1 for the class of a query and 0 for the others, as in the paper. The default.</summary>
    MeanSquaredError,

    /// <summary>The cross entropy of the predicted probabilities.</summary>
    CrossEntropy,
}
