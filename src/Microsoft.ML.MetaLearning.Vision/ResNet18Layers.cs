using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Networks;

namespace Microsoft.ML.MetaLearning.Vision;

/// <summary>Names the convolutions of <see cref="ResNet18"/>, each of which a normalization follows.</summary>
internal static class ResNet18Layers
{
    public const string Stem = "stem";

    /// <summary>The name of the mean image that a centered backbone subtracts.</summary>
    public const string InputMean = NormalizationParameters.InputMean;

    /// <summary>The blocks of a stage in the paper, and in torchvision.</summary>
    public const int Blocks = 2;

    private const int Stages = 4;

    /// <summary>
    /// Gets the names here and in torchvision's state dictionaries. In a block with a convolution beside, that comes first, as in the file
    /// of the package.
    /// </summary>
    /// <param name="blocksInLastStage">The number of blocks in the last stage.</param>
    public static IEnumerable<(string Layer, string Convolution, string Normalization)> All(int blocksInLastStage = Blocks)
    {
        yield return (Stem, "conv1", "bn1");
        for (var stage = 0; stage < Stages; stage++)
            for (var block = 0; block < (stage < Stages - 1 ? Blocks : blocksInLastStage); block++)
            {
                var (ours, theirs) = ($"stage{stage}.block{block}", $"layer{stage + 1}.{block}");
                if (stage > 0 && block == 0)
                    yield return (ours + ".shortcut", theirs + ".downsample.0", theirs + ".downsample.1");
                yield return (ours + ".conv0", theirs + ".conv1", theirs + ".bn1");
                yield return (ours + ".conv1", theirs + ".conv2", theirs + ".bn2");
            }
    }

    /// <summary>Names the tensors of a layer.</summary>
    /// <param name="layer">The name of the layer.</param>
    /// <param name="tensors">Weight, gain, bias, running mean, running variance.</param>
    public static IEnumerable<(string Name, T Value)> Named<T>(string layer, params T[] tensors) =>
    [
        ($"{layer}.weight", tensors[0]),
        ($"{layer}.norm.gain", tensors[1]),
        ($"{layer}.norm.bias", tensors[2]),
        ($"{layer}.norm.running.mean", tensors[3]),
        ($"{layer}.norm.running.variance", tensors[4]),
    ];
}
