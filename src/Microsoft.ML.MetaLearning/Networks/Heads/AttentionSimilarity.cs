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

    /// <summary>
    /// The cosines of feature maps place by place: each place of one looks for the most similar place nearby of the other, in both
    /// directions. What distance costs, how much each place counts and the scale are meta-learned. For images whose parts are displaced
    /// against each other, as in handwriting; needs a backbone whose feature map has several places, and costs time by their square.
    /// </summary>
    Local,
}
