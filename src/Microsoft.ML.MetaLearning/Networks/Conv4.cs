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

/// <summary>Specifies how <see cref="Conv4"/> halves the resolution in each of its four blocks.</summary>
public enum Downsampling
{
    /// <summary>
    /// Convolutions have stride 1, and each block, or each of the first ones, ends with 2x2 max pooling. The last activations are
    /// flattened.
    /// </summary>
    MaxPooling,

    /// <summary>Convolutions have stride 2, without pooling. The last activations are averaged over positions.</summary>
    Strided,
}

/// <summary>
/// Represents the convolutional network of the few-shot literature: four blocks of 3x3 convolution, normalization, rectifier, and halved
/// resolution.
/// </summary>
/// <remarks>
/// Vinyals et al., <a href="https://arxiv.org/abs/1606.04080">Matching Networks</a>, 2016; the strided form is the one of Finn et al.,
/// 2017, for Omniglot. The convolutions have no bias of their own: normalization would cancel it, and its learned bias does the same.
/// </remarks>
public sealed class Conv4 : Backbone
{
    internal const string KindName = "Conv4";
    private const int Blocks = 4;
    private static readonly long[] s_one = [1, 1], s_two = [2, 2];

    // Forward runs often: names are composed once.
    private static readonly (string Name, string Weight, string Gain, string Bias)[] s_layers = Enumerable.Range(0, Blocks)
        .Select(i => ($"conv{i}", $"conv{i}.weight", $"conv{i}.norm.gain", $"conv{i}.norm.bias")).ToArray();

    /// <summary>Creates the architecture.</summary>
    /// <param name="channels">The number of channels of an image.</param>
    /// <param name="height">The height of an image in pixels.</param>
    /// <param name="width">The width of an image in pixels.</param>
    /// <param name="filters">The number of filters in each convolution. The default is 64.</param>
    /// <param name="downsampling">The way to halve the resolution. The default is <see cref="Downsampling.MaxPooling"/>.</param>
    /// <param name="pooledBlocks">
    /// The number of blocks, from the first, that end with max pooling. The default is 4: all. Relation networks use 2. Not for the strided
    /// form.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size is not positive, the image is too small to be halved so often (16x16 for four pooled blocks), or pooled blocks are given for
    /// the strided form.
    /// </exception>
    public Conv4(
        int channels,
        int height,
        int width,
        int filters = 64,
        Downsampling downsampling = Downsampling.MaxPooling,
        int pooledBlocks = Blocks)
    {
        Checks.Between(filters, 1, Limits.Filters, nameof(filters));
        if (pooledBlocks is < 0 or > Blocks)
            throw new ArgumentOutOfRangeException(nameof(pooledBlocks), pooledBlocks, $"{nameof(pooledBlocks)} must be 0 to {Blocks}.");
        if (downsampling == Downsampling.Strided && pooledBlocks != Blocks)
            throw new ArgumentOutOfRangeException(
                nameof(pooledBlocks), pooledBlocks, $"{nameof(pooledBlocks)} must be left at {Blocks}: the strided form does not pool.");
        var smallest = downsampling == Downsampling.MaxPooling ? 1 << pooledBlocks : 1;
        InputShape = ImageShape(channels, height, width, smallest);
        (Filters, Downsampling, PooledBlocks) = (filters, downsampling, pooledBlocks);
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override IReadOnlyList<long> InputShape { get; }

    /// <summary>Gets the number of filters in each convolution.</summary>
    public int Filters { get; }

    /// <summary>Gets the way to halve the resolution.</summary>
    public Downsampling Downsampling { get; }

    /// <summary>Gets the number of blocks, from the first, that end with max pooling; 4, without meaning, in the strided form.</summary>
    public int PooledBlocks { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize => (int)FeatureMapShape.Aggregate(1L, (a, b) => a * b);

    /// <inheritdoc/>
    public override IReadOnlyList<long> FeatureMapShape => Downsampling == Downsampling.Strided
        ? [Filters, 1, 1]
        : [Filters, InputShape[1] >> PooledBlocks, InputShape[2] >> PooledBlocks];

    internal override double FewestParameters => 9.0 * Filters * (InputShape[0] + (Blocks - 1.0) * Filters);

    /// <inheritdoc/>
    public override ParameterSet Initialize(Generator generator)
    {
        var parameters = new List<(string, Tensor)>();
        for (var (block, inputs) = (0, InputShape[0]); block < Blocks; block++, inputs = Filters)
            AddConvolution(parameters, s_layers[block].Name, XavierUniform(generator, Filters, inputs, 3, 3));
        return new ParameterSet(parameters);
    }

    /// <inheritdoc/>
    public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer)
    {
        for (var block = 0; block < Blocks; block++)
            x = Block(parameters, block, x, normalizer);
        return Downsampling == Downsampling.Strided ? x.mean([2, 3]) : x.flatten(1);
    }

    /// <summary>
    /// Computes one block. Autograd keeps the activations that it needs; handles to the rest would keep their memory until the task ends,
    /// and fresh memory costs more time than the cheaper of these operations.
    /// </summary>
    private Tensor Block(ParameterSet parameters, int block, Tensor x, Normalizer normalizer)
    {
        var layer = s_layers[block];
        var strides = Downsampling == Downsampling.Strided ? s_two : s_one;
        var convolved = F.conv2d(x, parameters[layer.Weight], strides: strides, padding: s_one, dilation: s_one);
        if (block > 0)
            x.Dispose();
        var normalized = normalizer.Normalize(layer.Name, convolved, parameters[layer.Gain], parameters[layer.Bias]);
        convolved.Dispose();
        normalized.relu_();
        if (!IsPooled(block))
            return normalized;
        var pooled = F.max_pool2d(normalized, 2);
        normalized.Dispose();
        return pooled;
    }

    internal override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue x, Normalizer normalizer)
    {
        for (var block = 0; block < Blocks; block++)
        {
            var stride = Downsampling == Downsampling.Strided ? 2 : 1;
            x = graph.Apply("Relu", WriteConvolution(graph, parameters, s_layers[block].Name, x, normalizer, stride));
            if (IsPooled(block))
                x = graph.MaxPool(x, kernel: 2, stride: 2);
        }
        return Downsampling == Downsampling.Strided ? graph.MeanOverPositions(x) : graph.Flatten(x);
    }

    internal override int? Describe(Network.Builder network, int x)
    {
        var strided = Downsampling == Downsampling.Strided;
        for (var block = 0; block < Blocks; block++)
        {
            x = network.Convolution(x, s_layers[block].Weight, Filters, stride: strided ? 2 : 1);
            x = network.Normalize(x, s_layers[block].Name, slope: 0, pool: IsPooled(block) ? 2 : 1);
        }
        return strided ? network.GlobalAveragePool(x) : x;
    }

    private bool IsPooled(int block) => Downsampling == Downsampling.MaxPooling && block < PooledBlocks;

    // *** Binary format ***
    // int: channels, int: height, int: width
    // int: filters
    // byte: downsampling, byte: pooled blocks
    /// <inheritdoc/>
    public override void WriteArchitecture(BinaryWriter writer)
    {
        foreach (var size in (long[])[.. InputShape, Filters])
            writer.Write((int)size);
        writer.Write((byte)Downsampling);
        writer.Write((byte)PooledBlocks);
    }

    internal static Conv4 Read(BinaryReader reader)
    {
        var image = ReadSizes(reader, 3, Limits.Image);
        var filters = ReadSize(reader, Limits.Filters);
        return new Conv4(image[0], image[1], image[2], filters, Checks.DecodedEnum<Downsampling>(reader.ReadByte()), reader.ReadByte());
    }

    /// <inheritdoc/>
    public override string ToString() => $"Conv4 {string.Join("x", InputShape)}, {Filters} filters"
        + (Downsampling == Downsampling.Strided ? ", strided" : PooledBlocks < Blocks ? $", {PooledBlocks} pooled" : "");
}
