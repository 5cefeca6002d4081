using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>How far an embedding is from a prototype.</summary>
public enum PrototypeDistance
{
    /// <summary>The squared Euclidean distance, as in the paper. The default.</summary>
    SquaredEuclidean,

    /// <summary>The cosine, times a scale that is meta-learned.</summary>
    Cosine,
}
