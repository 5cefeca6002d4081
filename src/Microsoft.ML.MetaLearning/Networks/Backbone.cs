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

/// <summary>Represents a network from examples to embeddings, as a function of explicit parameters.</summary>
/// <remarks>
/// A backbone describes an architecture and holds no tensors. To bring your own, derive from this class, write its architecture in
/// <see cref="WriteArchitecture"/>, and register a reader with <see cref="RegisterKind"/> so that saved models can be loaded. Use only
/// operations that can be differentiated twice. <see cref="Normalization.Running"/> and <see cref="Normalization.TaskNorm"/> add tensors
/// for each normalization layer, which they find by the name of its gain: <c>layer.norm.gain</c>.
/// </remarks>
public abstract class Backbone
{
    private static readonly Dictionary<string, Func<BinaryReader, Backbone>> s_readers = new()
    {
        [Mlp.KindName] = Mlp.Read,
        [Conv4.KindName] = Conv4.Read,
        [ResNet12.KindName] = ResNet12.Read,
        [ResNet18.KindName] = ResNet18.Read,
        [Identity.KindName] = Identity.Read,
        [CategoricalEmbeddings.KindName] = CategoricalEmbeddings.Read,
    };

    /// <summary>Gets the name under which the architecture is stored in model files.</summary>
    public abstract string Kind { get; }

    /// <summary>Gets the shape of one example: [features] or [channels, height, width].</summary>
    public abstract IReadOnlyList<long> InputShape { get; }

    /// <summary>Gets the length of an embedding.</summary>
    public abstract int EmbeddingSize { get; }

    /// <summary>
    /// Gets the shape of the feature map that an embedding flattens: [channels, height, width], 1x1 for a vector. The default is a vector.
    /// </summary>
    public virtual IReadOnlyList<long> FeatureMapShape => [EmbeddingSize, 1, 1];

    /// <summary>Gets the number of scalars in one example.</summary>
    public int InputSize => (int)InputShape.Aggregate(1L, (a, b) => a * b);

    /// <summary>Creates parameters in single precision on the CPU, drawn from <paramref name="generator"/>.</summary>
    public abstract ParameterSet Initialize(Generator generator);

    /// <summary>Gets a lower bound of the numbers in the parameters. A shorter model file is rejected before they are created.</summary>
    internal virtual double FewestParameters => 0;

    /// <summary>Computes the embeddings of a batch of examples.</summary>
    /// <param name="parameters">Parameters with the names of those of <see cref="Initialize"/>. Others are ignored.</param>
    /// <param name="x">[n, ...<see cref="InputShape"/>].</param>
    /// <param name="normalizer">The normalization of layers in this pass.</param>
    /// <returns>[n, <see cref="EmbeddingSize"/>].</returns>
    public abstract Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer);

    /// <summary>
    /// Describes the backbone by operations of the tape engine, and returns the node of the embeddings. Autograd differentiates a backbone
    /// that returns null.
    /// </summary>
    internal virtual int? Describe(Network.Builder network, int x) => null;

    /// <summary>Writes the forward pass as operations of ONNX, and returns the embeddings. The default is a backbone that cannot.</summary>
    internal virtual OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue x, Normalizer normalizer) =>
        throw new NotSupportedException($"backbone '{this}' cannot be exported to ONNX; those of the library can.");

    /// <summary>Writes what the reader registered for <see cref="Kind"/> needs to create an equal backbone.</summary>
    public abstract void WriteArchitecture(BinaryWriter writer);

    /// <summary>Writes the number of sizes, then each.</summary>
    private protected static void WriteSizes(BinaryWriter writer, IReadOnlyList<int> sizes)
    {
        writer.Write(sizes.Count);
        foreach (var size in sizes)
            writer.Write(size);
    }

    /// <summary>Reads a size. A larger one would be a sign of damage, and must not be allocated.</summary>
    private protected static int ReadSize(BinaryReader reader, int largest) =>
        Checks.Decoded(reader.ReadInt32(), 1, largest, "size of a layer");

    private protected static int[] ReadSizes(BinaryReader reader, int count, int largest) =>
        Enumerable.Range(0, count).Select(_ => ReadSize(reader, largest)).ToArray();

    /// <summary>Registers the reader of your own backbone, so that model files with it can be loaded.</summary>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public static void RegisterKind(string kind, Func<BinaryReader, Backbone> read)
    {
        lock (s_readers)
            if (!s_readers.TryAdd(kind, read))
                throw new ArgumentException($"a backbone kind '{kind}' is registered already.", nameof(kind));
    }

    /// <summary>Checks the size of an image and returns its shape.</summary>
    private protected static IReadOnlyList<long> ImageShape(int channels, int height, int width, int smallest)
    {
        Checks.Between(channels, 1, Limits.Image, nameof(channels));
        Checks.Between(height, smallest, Limits.Image, nameof(height));
        Checks.Between(width, smallest, Limits.Image, nameof(width));
        return (long)channels * height * width <= Limits.ImageNumbers ? [channels, height, width] : throw new ArgumentOutOfRangeException(
            nameof(channels), channels,
            $"{nameof(channels)} of {height}x{width} pixels must be at most {Limits.ImageNumbers} numbers together.");
    }

    /// <summary>Checks the filters of each part of a residual network. The default is 64, 128, 256 and 512.</summary>
    private protected static IReadOnlyList<int> FiltersOf(IReadOnlyList<int>? filters, int parts, string partName)
    {
        filters ??= [64, 128, 256, 512];
        if (filters.Count != parts)
            throw new ArgumentOutOfRangeException(nameof(filters), filters.Count, $"must name the filters of {parts} {partName}.");
        foreach (var count in filters)
            Checks.Between(count, 1, Limits.Filters, nameof(filters));
        return filters.ToArray();
    }

    /// <summary>Adds the weight of a convolution, and the gain and bias of its normalization.</summary>
    private protected static void AddConvolution(List<(string, Tensor)> parameters, string layer, Tensor weight)
    {
        parameters.Add((layer + ".weight", weight));
        parameters.Add((layer + ".norm.gain", ones(weight.shape[0])));
        parameters.Add((layer + ".norm.bias", zeros(weight.shape[0])));
    }

    /// <summary>Convolves and normalizes by the parameters of <see cref="AddConvolution"/>.</summary>
    private protected static Tensor Convolve(
        ParameterSet parameters, string layer, Tensor x, Normalizer normalizer, int stride = 1, int padding = 1)
    {
        var weight = parameters[layer + ".weight"];
        using var convolved = F.conv2d(x, weight, strides: [stride, stride], padding: [padding, padding], dilation: [1, 1]);
        return normalizer.Normalize(layer, convolved, parameters[layer + ".norm.gain"], parameters[layer + ".norm.bias"]);
    }

    /// <summary>Writes what <see cref="Convolve"/> computes as operations of ONNX.</summary>
    private protected static OnnxValue WriteConvolution(
        OnnxGraph graph, ParameterSet parameters, string layer, OnnxValue x, Normalizer normalizer, int stride = 1, int padding = 1) =>
        normalizer.WriteOnnx(
            graph,
            layer,
            graph.Convolution(x, parameters[layer + ".weight"], stride, padding),
            parameters[layer + ".norm.gain"],
            parameters[layer + ".norm.bias"]);

    /// <summary>Counts the numbers in the weights of linear layers.</summary>
    private protected static double LinearWeights(double inputs, IEnumerable<int> sizes)
    {
        var count = 0.0;
        foreach (var size in sizes)
        {
            count += inputs * size;
            inputs = size;
        }
        return count;
    }

    // *** Binary format ***
    // string: kind
    // the kind's own architecture
    internal void Save(BinaryWriter writer)
    {
        writer.Write(Kind);
        WriteArchitecture(writer);
    }

    internal static Backbone Load(BinaryReader reader)
    {
        var kind = reader.ReadString();
        Func<BinaryReader, Backbone>? read;
        lock (s_readers)
            s_readers.TryGetValue(kind, out read);
        return read is not null ? read(reader) : throw new FormatException(
            $"the model uses a backbone of kind '{kind}', which is not known here; call Backbone.RegisterKind before loading.");
    }

    /// <summary>Draws a weight by Glorot and Bengio's uniform initialization, 2010. shape: [out, in, ...kernel].</summary>
    protected internal static Tensor XavierUniform(Generator generator, params long[] shape)
    {
        var receptive = shape.Skip(2).Aggregate(1L, (a, b) => a * b);
        var bound = Math.Sqrt(6.0 / ((shape[0] + shape[1]) * receptive));
        return rand(shape, dtype: ScalarType.Float32, generator: generator).Times(2).Minus(1).Times(bound);
    }

    /// <summary>
    /// Draws a weight, [outputs, inputs, kernel, kernel], by He et al.'s normal initialization for the fan out and rectifiers of a slope,
    /// 2015.
    /// </summary>
    private protected static Tensor KaimingNormal(Generator generator, int outputs, long inputs, int kernel, double slope)
    {
        var weight = randn([outputs, inputs, kernel, kernel], dtype: ScalarType.Float32, generator: generator);
        return weight.Times(Math.Sqrt(2 / ((1 + slope * slope) * outputs * kernel * kernel)));
    }
}
