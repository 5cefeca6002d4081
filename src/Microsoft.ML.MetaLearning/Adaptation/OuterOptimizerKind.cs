using System;
using System.Linq;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the optimizer of the outer loop.</summary>
public enum OuterOptimizerKind
{
    /// <summary>Kingma and Ba, <a href="https://arxiv.org/abs/1412.6980">2015</a>. The default.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay. Loshchilov and Hutter, <a href="https://arxiv.org/abs/1711.05101">2019</a>.</summary>
    AdamW,

    /// <summary>Gradient descent with momentum <c>MetaMomentum</c>.</summary>
    Sgd,
}
