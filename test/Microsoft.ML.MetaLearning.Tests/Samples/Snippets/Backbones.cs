using TorchSharp;
using static TorchSharp.torch;

// What an author of a backbone writes outside of this repository.
#pragma warning disable RS0030

namespace Microsoft.ML.MetaLearning.Tests.Samples.Snippets;

/// <summary>The code of docs/concepts/backbones.md.</summary>
internal static class Backbones
{
    public static Tensor Rectified(Tensor x)
    {
        using var slope = 0.1.ToScalar();
        return x.leaky_relu(slope);
    }
}
