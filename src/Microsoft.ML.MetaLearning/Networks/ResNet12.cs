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

/// <summary>
/// Represents the residual network of the few-shot literature: four blocks of three 3x3 convolutions beside a 1x1 convolution, each with a
/// normalization; leaky rectifiers, 2x2 max pooling after each block, and the mean over positions at the end.
/// </summary>
/// <remarks>
/// Lee et al., <a href="https://arxiv.org/abs/1904.03758">Meta-Learning with Differentiable Convex Optimization</a>, 2019, without its
/// dropout. The convolutions have no bias of their own, as in <see cref="Conv4"/>.
/// </remarks>
public sealed class ResNet12 : Backbone
{
    internal const string KindName = "ResNet12";
    private const int Blocks = 4, ConvolutionsPerBlock = 3;

    /// <summary>The factor of negative activations.</summary>
    private const double Slope = 0.1;

    /// <summary>Creates the architecture.</summary>
    /// <param name="channels">The number of channels of an image.</param>
    /// <param name="height">The height of an image in pixels.</param>
    /// <param name="width">The width of an image in pixels.</param>
    /// <param name="filters">
    /// The filters of each block. The default is 64, 128, 256 and 512; <see cref="Wide"/> has 64, 160, 320 and 640.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size is not positive, the image is smaller than 16x16, or there are not four blocks.
    /// </exception>
    public ResNet12(int channels, int height, int width, IReadOnlyList<int>? filters = null)
    {
        InputShape = ImageShape(channels, height, width, 1 << Blocks);
        Filters = FiltersOf(filters, Blocks, "blocks");
    }

    /// <summary>Creates the wide form of the literature, with 64, 160, 320 and 640 filters.</summary>
    /// <inheritdoc cref="ResNet12(int, int, int, IReadOnlyList{int}?)" path="/param"/>
    public static ResNet12 Wide(int channels, int height, int width) => new(channels, height, width, [64, 160, 320, 640]);

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override IReadOnlyList<long> InputShape { get; }

    /// <summary>Gets the number of filters in each block.</summary>
    public IReadOnlyList<int> Filters { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize => Filters[^1];

    internal override double FewestParameters =>
        9 * LinearWeights(InputShape[0], Filters.SelectMany(filters => Enumerable.Repeat(filters, ConvolutionsPerBlock)));

    /// <inheritdoc/>
    public override ParameterSet Initialize(Generator generator)
    {
        var parameters = new List<(string, Tensor)>();
        void AddLayer(string layer, long inputs, int outputs, int kernel) =>
            AddConvolution(parameters, layer, KaimingNormal(generator, outputs, inputs, kernel, Slope));
        for (var (block, inputs) = (0, InputShape[0]); block < Blocks; inputs = Filters[block], block++)
        {
            for (var i = 0; i < ConvolutionsPerBlock; i++)
                AddLayer($"block{block}.conv{i}", i == 0 ? inputs : Filters[block], Filters[block], kernel: 3);
            AddLayer($"block{block}.shortcut", inputs, Filters[block], kernel: 1);
        }
        return new ParameterSet(parameters);
    }

    /// <inheritdoc/>
    public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer)
    {
        for (var block = 0; block < Blocks; block++)
        {
            var y = x;
            for (var i = 0; i < ConvolutionsPerBlock; i++)
            {
                y = Convolve(parameters, $"block{block}.conv{i}", y, normalizer);
                if (i < ConvolutionsPerBlock - 1)
                    y = LeakyRelu(y);
            }
            var shortcut = Convolve(parameters, $"block{block}.shortcut", x, normalizer, padding: 0);
            x = F.max_pool2d(LeakyRelu(y.AddInPlace(shortcut)), 2);
        }
        return x.mean([2, 3]);
    }

    internal override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue x, Normalizer normalizer)
    {
        OnnxValue Activate(OnnxValue value) => value with { Name = graph.Add("LeakyRelu", [value.Name], ("alpha", Slope)) };
        for (var block = 0; block < Blocks; block++)
        {
            var y = x;
            for (var i = 0; i < ConvolutionsPerBlock; i++)
            {
                y = WriteConvolution(graph, parameters, $"block{block}.conv{i}", y, normalizer);
                if (i < ConvolutionsPerBlock - 1)
                    y = Activate(y);
            }
            var shortcut = WriteConvolution(graph, parameters, $"block{block}.shortcut", x, normalizer, padding: 0);
            x = graph.MaxPool(Activate(graph.Apply("Add", y, shortcut.Name)), kernel: 2, stride: 2);
        }
        return graph.MeanOverPositions(x);
    }

    internal override int? Describe(Network.Builder network, int x)
    {
        for (var block = 0; block < Blocks; block++)
        {
            var y = x;
            for (var i = 0; i < ConvolutionsPerBlock; i++)
            {
                var layer = $"block{block}.conv{i}";
                var slope = i < ConvolutionsPerBlock - 1 ? Slope : 1;
                y = network.Normalize(network.Convolution(y, layer + ".weight", Filters[block]), layer, slope);
            }
            var shortcut = $"block{block}.shortcut";
            var skipped = network.Convolution(x, shortcut + ".weight", Filters[block], kernel: 1, padding: 0);
            x = network.Activate(network.Add(y, network.Normalize(skipped, shortcut, slope: 1)), Slope, pool: 2);
        }
        return network.GlobalAveragePool(x);
    }

    // x: any shape; result: the same
    private static Tensor LeakyRelu(Tensor x) => x.relu() - (-x).relu().Times(Slope);

    // *** Binary format ***
    // int: channels, int: height, int: width
    // int: the filters of each of the four blocks
    /// <inheritdoc/>
    public override void WriteArchitecture(BinaryWriter writer)
    {
        foreach (var size in (long[])[.. InputShape, .. Filters])
            writer.Write((int)size);
    }

    internal static ResNet12 Read(BinaryReader reader)
    {
        var image = ReadSizes(reader, 3, Limits.Image);
        return new ResNet12(image[0], image[1], image[2], ReadSizes(reader, Blocks, Limits.Filters));
    }

    /// <inheritdoc/>
    public override string ToString() => $"ResNet12 {string.Join("x", InputShape)}, {string.Join("-", Filters)} filters";
}
