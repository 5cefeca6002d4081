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
    /// Ten times the mean squared difference, over the numbers of an embedding: training begins near the loss of chance, however long
    /// embeddings are. The default.
    /// </summary>
    MeanSquared,
}
