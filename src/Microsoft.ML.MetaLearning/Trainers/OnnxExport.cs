using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;

namespace Microsoft.ML.MetaLearning.Trainers;

/// <summary>Writes the network of a pipeline as a file of ONNX.</summary>
internal static class OnnxExport
{
    private const string Producer = "Microsoft.ML.MetaLearning", Labels = "labels";

    /// <exception cref="ArgumentException">
    /// The model has no network, or more than one; or bytes are asked for, and its pixels are not those of <c>LoadPixels</c>.
    /// </exception>
    public static void Run(ITransformer model, Stream stream, bool pixelBytes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        var steps = MetaModelChain.Flatten(model).ToArray();
        if (steps.OfType<RowMappingTransformer>().ToArray() is not [var network])
            throw new ArgumentException(
                $"the model must hold one network, a classifier, a regressor or a meta-learned model, but its steps are " +
                $"{MetaModelChain.Names(steps)}.", nameof(model));
        using var use = network.Use();
        var file = new OnnxFile();
        var input = pixelBytes
            ? Pixels(file, steps, network)
            : file.Input(network.FeatureColumnName, OnnxType.Float, [.. network.InputBackbone.InputShape]);
        foreach (var column in network.WriteOnnx(file, input))
            file.Output(column.Name, column.Type, column.Value);
        file.Save(stream, Producer, $"{typeof(OnnxExport).Assembly.GetName().Version}", Metadata(network));
    }

    private static OnnxValue Pixels(OnnxFile file, ITransformer[] steps, RowMappingTransformer network)
    {
        var loader = steps.OfType<PixelLoadingTransformer>().SingleOrDefault(step => step.OutputColumnName == network.FeatureColumnName)
            ?? throw new ArgumentException($"bytes can only be exported of pixels that LoadPixels reads into column " +
                $"'{network.FeatureColumnName}', but the steps of the model are {MetaModelChain.Names(steps)}.", nameof(steps));
        return loader.WriteOnnx(file);
    }

    private static Dictionary<string, string> Metadata(RowMappingTransformer network) =>
        network is FewShotClassificationTransformer classifier
        ? new() { [Labels] = JsonSerializer.Serialize(classifier.Labels) }
        : [];
}
