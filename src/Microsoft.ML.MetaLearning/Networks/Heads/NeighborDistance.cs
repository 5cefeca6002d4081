using System;
using System.Collections.Generic;
using System.IO;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Which of the embeddings of a support set are near.</summary>
public enum NeighborDistance
{
    /// <summary>Those of large cosine: the best in Meta-Dataset. The default.</summary>
    Cosine,

    /// <summary>Those of small Euclidean distance.</summary>
    Euclidean,
}
