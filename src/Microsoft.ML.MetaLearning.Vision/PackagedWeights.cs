using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Vision;

/// <summary>Reads the weights of ImageNet's ResNet-18 from the package, for our own <see cref="ResNet18"/>.</summary>
internal static class PackagedWeights
{
    /// <summary>The package's last stage has a block more than the paper's.</summary>
    public const int BlocksInLastStage = 3;

    /// <summary>Returns the parameters and running moments of a centered backbone that takes red, green and blue from 0 to 1.</summary>
    /// <param name="backbone">The backbone, of <see cref="BlocksInLastStage"/>. The mean image is scaled to its images.</param>
    public static ParameterSet Read(ResNet18 backbone)
    {
        var file = new OnnxFile(WeightFile.Network.Find());
        string[][] Inputs(string operation) => [.. file.Nodes.Where(node => node.Operation == operation).Select(node => node.Inputs[1..])];
        var weights = Inputs("Conv").Zip(Inputs("BatchNormalization"), (convolution, moments) => (string[])[.. convolution, .. moments]);
        using var generator = new Generator(0);
        var shapes = backbone.Initialize(generator);
        var layers = ResNet18Layers.All(BlocksInLastStage).Zip(weights).SelectMany(l => ResNet18Layers.Named(l.First.Layer, l.Second));
        var parameters = new ParameterSet(layers.Select(p => (p.Name, Value: tensor(file.Weight(p.Value)))));
        var shaped = parameters.Select(p => (p.Key, shapes.Contains(p.Key) ? p.Value.reshape(shapes[p.Key].shape) : p.Value));
        return ForOurInputs(new ParameterSet(shaped), backbone.InputShape);
    }

    // The file takes blue, green and red, from 0 to 255, less the mean.
    private static ParameterSet ForOurInputs(ParameterSet parameters, IReadOnlyList<long> shape)
    {
        const string Stem = ResNet18Layers.Stem + ".weight";
        var mean = tensor(ImageEncoder.Mean()).reshape(1, 3, ImageEncoder.Side, ImageEncoder.Side).flip(1).Over(byte.MaxValue);
        var scaled = F.interpolate(mean, [shape[1], shape[2]], mode: InterpolationMode.Bilinear, align_corners: false).squeeze(0);
        return parameters.Combine(new ParameterSet(
        [
            (Stem, parameters[Stem].flip(1).Times(byte.MaxValue)),
            (ResNet18Layers.InputMean, scaled),
        ]));
    }
}
