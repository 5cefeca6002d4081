using System;
using System.IO;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies what fine-tuning changes.</summary>
public enum FineTuningMode
{
    /// <summary>
    /// A new linear layer on the embeddings of the backbone, which stays as it is: Baseline of Chen et al., 2019. The default.
    /// </summary>
    Head,

    /// <summary>
    /// The backbone and a new linear layer: the best baseline of Meta-Dataset. Each step is a pass through the backbone and back.
    /// </summary>
    All,

    /// <summary>
    /// A new layer of cosines on the embeddings of the backbone, which stays as it is and was trained with such a layer: Baseline++ of Chen
    /// et al., 2019.
    /// </summary>
    CosineClassifier,
}
