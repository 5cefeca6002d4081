using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Vision;

/// <summary>Reads the weights of torchvision's <c>resnet18</c> from a state dictionary, for our own <see cref="ResNet18"/>.</summary>
internal static class TorchvisionWeights
{
    // What torchvision's weights take pixels from 0 to 1 less, and divided by: ImageNet's mean and deviation of red, green and blue.
    private static readonly float[] s_mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] s_deviation = [0.229f, 0.224f, 0.225f];

    /// <summary>Returns the parameters and running moments of a centered backbone that takes red, green and blue from 0 to 1.</summary>
    /// <param name="path">A file .safetensors, .pt or .pth.</param>
    /// <param name="backbone">The backbone.</param>
    /// <exception cref="FormatException">The file cannot be read, or is not of this network.</exception>
    public static ParameterSet Read(string path, ResNet18 backbone)
    {
        var state = ReadState(path);
        var needed = ResNet18Layers.All().Select(l => (l.Layer, Names: Names(l.Convolution, l.Normalization))).ToArray();
        Check(path, state, needed.SelectMany(l => l.Names).ToArray());
        var parameters = new ParameterSet(needed.SelectMany(
            l => ResNet18Layers.Named(l.Layer, [.. l.Names.Select(name => state[name].to_type(ScalarType.Float32))])));
        const string Stem = ResNet18Layers.Stem + ".weight";
        return parameters.Combine(new ParameterSet(
        [
            (Stem, parameters[Stem] / tensor(s_deviation).reshape(1, 3, 1, 1)),
            (ResNet18Layers.InputMean, tensor(s_mean).reshape(3, 1, 1).expand([.. backbone.InputShape]).contiguous()),
        ]));
    }

    private static string[] Names(string convolution, string normalization) =>
    [
        convolution + ".weight",
        normalization + ".weight",
        normalization + ".bias",
        normalization + ".running_mean",
        normalization + ".running_var",
    ];

    private static void Check(string path, Dictionary<string, Tensor> state, string[] needed)
    {
        // The last layer knows ImageNet's classes; the counts of batches change nothing.
        var unknown = state.Keys.Except(needed).FirstOrDefault(
            name => !name.StartsWith("fc.", StringComparison.Ordinal) && !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal));
        var fault = needed.FirstOrDefault(name => !state.ContainsKey(name)) is { } missing ? $"it has no tensor '{missing}'"
            : unknown is not null ? $"it has a tensor '{unknown}'"
            : null;
        if (fault is not null)
            throw new FormatException($"'{path}' is not a state dictionary of torchvision's resnet18: {fault}.");
    }

    private static Dictionary<string, Tensor> ReadState(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"state dictionary '{path}' does not exist.", path);
        try
        {
            return Path.GetExtension(path).ToUpperInvariant() switch
            {
                ".SAFETENSORS" => Safetensors.LoadStateDict(path),
                ".PT" or ".PTH" => PyTorchUnpickler.UnpickleStateDict(path).Cast<DictionaryEntry>()
                    .Where(entry => entry.Value is Tensor).ToDictionary(entry => (string)entry.Key, entry => (Tensor)entry.Value!),
                _ => throw new FormatException($"its extension is '{Path.GetExtension(path)}', but .safetensors, .pt or .pth is needed"),
            };
        }
        // Their readers throw whatever a damaged file leads them to.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new FormatException($"state dictionary '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
