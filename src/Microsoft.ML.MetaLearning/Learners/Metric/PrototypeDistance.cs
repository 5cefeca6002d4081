using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the distance between an embedding and a prototype.</summary>
public enum PrototypeDistance
{
    /// <summary>The squared Euclidean distance, as in the paper.</summary>
    SquaredEuclidean,

    /// <summary>The cosine, times a meta-learned scale.</summary>
    Cosine,

    /// <summary>
    /// The squared Euclidean distance, divided by the square root of the length of an embedding: training begins near the loss of chance on
    /// every backbone. The default.
    /// </summary>
    ScaledEuclidean,
}
