using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the distance between an embedding and a prototype.</summary>
public enum PrototypeDistance
{
    /// <summary>The squared Euclidean distance, as in the paper. The default.</summary>
    SquaredEuclidean,

    /// <summary>The cosine, times a meta-learned scale.</summary>
    Cosine,
}
