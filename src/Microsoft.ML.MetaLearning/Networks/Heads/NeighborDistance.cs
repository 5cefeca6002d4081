namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the distance between embeddings.</summary>
public enum NeighborDistance
{
    /// <summary>Cosine distance, the best in Meta-Dataset. The default.</summary>
    Cosine,

    /// <summary>Euclidean distance.</summary>
    Euclidean,
}
