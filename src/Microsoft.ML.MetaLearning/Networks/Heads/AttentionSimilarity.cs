namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the similarity of a query and a support embedding. Its softmax over the support is the attention.</summary>
public enum AttentionSimilarity
{
    /// <summary>
    /// The inner product with the support embedding scaled to length 1: longer queries have sharper attention. The default.
    /// </summary>
    NormalizedSupport,

    /// <summary>The cosine, as in the paper. Since it is -1 to 1, attention is never sharper than e² to 1.</summary>
    Cosine,
}
