using System.IO;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Where in the inner loop of implicit MAML its proximal term is descended.</summary>
public enum ProximalTerm
{
    /// <summary>One step of it follows the steps of the support loss, as in the authors' code. The default.</summary>
    AfterSteps,

    /// <summary>It is part of every step, as in the paper.</summary>
    EveryStep,
}
