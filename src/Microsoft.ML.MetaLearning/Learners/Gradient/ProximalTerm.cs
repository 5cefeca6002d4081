using System.IO;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies where the inner loop of implicit MAML descends its proximal term.</summary>
public enum ProximalTerm
{
    /// <summary>In one step after the steps of the support loss, as in the authors' code. The default.</summary>
    AfterSteps,

    /// <summary>In every step, as in the paper.</summary>
    EveryStep,
}
