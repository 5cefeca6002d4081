using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents a multilayer perceptron: linear layers, each followed by an optional normalization and a rectifier.</summary>
/// <remarks>
/// With its defaults it is the network of the sinusoid experiments of Finn et al., 2017, section 5.1.
/// </remarks>
public sealed class Mlp : Backbone
{
    internal const string KindName = "Mlp";
    private readonly string[] _layers;

    /// <summary>Creates the architecture.</summary>
    /// <param name="inputSize">The number of features.</param>
    /// <param name="hiddenSizes">The width of each hidden layer. The last layer is the embedding. The default is 40 and 40.</param>
    /// <param name="normalize">Whether each layer is normalized before its rectifier. The default is <see langword="false"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there is no hidden layer.</exception>
    public Mlp(int inputSize, IReadOnlyList<int>? hiddenSizes = null, bool normalize = false)
    {
        hiddenSizes ??= [40, 40];
        Checks.Between(inputSize, 1, Limits.Features, nameof(inputSize));
        if (hiddenSizes.Count == 0)
            throw new ArgumentOutOfRangeException(nameof(hiddenSizes), "must name at least one hidden layer.");
        foreach (var size in hiddenSizes)
            Checks.Between(size, 1, Limits.Hidden, nameof(hiddenSizes));
        InputShape = [inputSize];
        HiddenSizes = hiddenSizes.ToArray();
        Normalize = normalize;
        _layers = HiddenSizes.Select((_, i) => $"linear{i}").ToArray();
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override IReadOnlyList<long> InputShape { get; }

    /// <summary>Gets the width of each hidden layer.</summary>
    public IReadOnlyList<int> HiddenSizes { get; }

    /// <summary>Gets whether each layer is normalized before its rectifier.</summary>
    public bool Normalize { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize => HiddenSizes[^1];

    internal override double FewestParameters => LinearWeights(InputShape[0], HiddenSizes);

    /// <inheritdoc/>
    public override ParameterSet Initialize(Generator generator)
    {
        var parameters = new List<(string, Tensor)>();
        var inputs = InputShape[0];
        for (var i = 0; i < _layers.Length; i++)
        {
            parameters.Add((_layers[i] + ".weight", XavierUniform(generator, HiddenSizes[i], inputs)));
            parameters.Add((_layers[i] + ".bias", zeros(HiddenSizes[i])));
            if (Normalize)
            {
                parameters.Add((_layers[i] + ".norm.gain", ones(HiddenSizes[i])));
                parameters.Add((_layers[i] + ".norm.bias", zeros(HiddenSizes[i])));
            }
            inputs = HiddenSizes[i];
        }
        return new ParameterSet(parameters);
    }

    /// <inheritdoc/>
    public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer)
    {
        foreach (var layer in _layers)
        {
            x = F.linear(x, parameters[layer + ".weight"], parameters[layer + ".bias"]);
            if (Normalize)
                x = normalizer.Normalize(layer, x, parameters[layer + ".norm.gain"], parameters[layer + ".norm.bias"]);
            x = x.relu();
        }
        return x;
    }

    internal override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue x, Normalizer normalizer)
    {
        foreach (var layer in _layers)
        {
            x = graph.Linear(x, parameters[layer + ".weight"], parameters[layer + ".bias"]);
            if (Normalize)
                x = normalizer.WriteOnnx(graph, layer, x, parameters[layer + ".norm.gain"], parameters[layer + ".norm.bias"]);
            x = graph.Apply("Relu", x);
        }
        return x;
    }

    internal override int? Describe(Network.Builder network, int x)
    {
        foreach (var (layer, size) in _layers.Zip(HiddenSizes))
        {
            x = network.Linear(x, layer + ".weight", layer + ".bias", size);
            x = Normalize ? network.Normalize(x, layer, slope: 0) : network.Activate(x, slope: 0);
        }
        return x;
    }

    // *** Binary format ***
    // int: input size
    // int: number of hidden layers, then int: the width of each
    // bool: normalize
    /// <inheritdoc/>
    public override void WriteArchitecture(BinaryWriter writer)
    {
        writer.Write((int)InputShape[0]);
        WriteSizes(writer, HiddenSizes);
        writer.Write(Normalize);
    }

    internal static Mlp Read(BinaryReader reader)
    {
        var inputSize = ReadSize(reader, Limits.Features);
        var layers = Checks.Decoded(reader.ReadInt32(), 1, 1000, "number of hidden layers");
        return new Mlp(inputSize, ReadSizes(reader, layers, Limits.Hidden), reader.ReadBoolean());
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"Mlp {InputShape[0]}-{string.Join("-", HiddenSizes)}{(Normalize ? ", normalized" : "")}";
}
