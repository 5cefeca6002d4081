using System.Collections.Generic;
using System.IO;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>How alike a query and a support embedding are; the softmax over the support of it is what a query pays attention to.</summary>
public enum AttentionSimilarity
{
    /// <summary>
    /// The inner product with the support embedding at length 1: the length of the query's own says how sharp its attention is. The
    /// default.
    /// </summary>
    NormalizedSupport,

    /// <summary>The cosine, as in the paper. It is at most 1, so that attention is never sharper than e² to 1.</summary>
    Cosine,
}
