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

/// <summary>Specifies the first layers of <see cref="ResNet18"/>.</summary>
public enum ResNetStem
{
    /// <summary>
    /// A 7x7 convolution of stride 2 and 3x3 max pooling of stride 2: a quarter of the resolution, for images of 100 pixels and more. The
    /// default.
    /// </summary>
    Large,

    /// <summary>A 3x3 convolution that keeps the resolution, for small images.</summary>
    Small,
}

/// <summary>
/// Represents the residual network of 18 layers: a stem, four stages of two blocks, each of two 3x3 convolutions beside a shortcut, and the
/// mean over positions.
/// </summary>
/// <remarks>
/// He et al., <a href="https://arxiv.org/abs/1512.03385">Deep Residual Learning for Image Recognition</a>, 2016, table 1, without its last
/// layer. Some few-shot repositories use this name for the network of one block per stage and the small stem. The large stem, whose
/// pooling windows overlap, and centered inputs are differentiated by autograd.
/// </remarks>
public sealed class ResNet18 : Backbone
{
    internal const string KindName = "ResNet18";
    private const int Stages = 4, MostBlocks = 64;
    private const byte CenteredMark = 1 << 7, LastStageMark = 1 << 6;

    /// <summary>Creates the architecture.</summary>
    /// <param name="channels">The number of channels of an image.</param>
    /// <param name="height">The height of an image in pixels.</param>
    /// <param name="width">The width of an image in pixels.</param>
    /// <param name="filters">
    /// The filters of each stage. The default is 64, 128, 256 and 512; <see cref="Wide"/> has 64, 160, 320 and 640.
    /// </param>
    /// <param name="blocksPerStage">The number of blocks in each stage. The default is 2.</param>
    /// <param name="stem">The first layers. The default is <see cref="ResNetStem.Large"/>.</param>
    /// <param name="centered">
    /// Whether a mean image is subtracted from each input: the parameter <c>input.mean</c>, [channels, height, width]. It begins as zero
    /// and is never trained: weights that were trained elsewhere bring it along. The default is <see langword="false"/>.
    /// </param>
    /// <param name="blocksInLastStage">
    /// The number of blocks in the last stage. The default, <see langword="null"/>, is <paramref name="blocksPerStage"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there are not four stages.</exception>
    public ResNet18(
        int channels,
        int height,
        int width,
        IReadOnlyList<int>? filters = null,
        int blocksPerStage = 2,
        ResNetStem stem = ResNetStem.Large,
        bool centered = false,
        int? blocksInLastStage = null)
    {
        InputShape = ImageShape(channels, height, width, 1);
        Filters = FiltersOf(filters, Stages, "stages");
        Checks.Between(blocksPerStage, 1, MostBlocks, nameof(blocksPerStage));
        Checks.Between(blocksInLastStage ?? 1, 1, MostBlocks, nameof(blocksInLastStage));
        Checks.Defined(stem, nameof(stem));
        (BlocksPerStage, BlocksInLastStage) = (blocksPerStage, blocksInLastStage ?? blocksPerStage);
        (Stem, IsCentered) = (stem, centered);
    }

    /// <summary>Creates the wide form, with 64, 160, 320 and 640 filters.</summary>
    /// <inheritdoc cref="ResNet18(int, int, int, IReadOnlyList{int}?, int, ResNetStem, bool, int?)" path="/param"/>
    public static ResNet18 Wide(int channels, int height, int width, int blocksPerStage = 2, ResNetStem stem = ResNetStem.Large) =>
        new(channels, height, width, [64, 160, 320, 640], blocksPerStage, stem);

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override IReadOnlyList<long> InputShape { get; }

    /// <summary>Gets the number of filters in each stage.</summary>
    public IReadOnlyList<int> Filters { get; }

    /// <summary>Gets the number of blocks in each stage.</summary>
    public int BlocksPerStage { get; }

    /// <summary>Gets the number of blocks in the last stage.</summary>
    public int BlocksInLastStage { get; }

    /// <summary>Gets the form of the first layers.</summary>
    public ResNetStem Stem { get; }

    /// <summary>Gets whether a mean image is subtracted from each input.</summary>
    public bool IsCentered { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize => Filters[^1];

    private int StemKernel => Stem == ResNetStem.Large ? 7 : 3;

    private int StemStride => Stem == ResNetStem.Large ? 2 : 1;

    internal override double FewestParameters =>
        9 * LinearWeights(Filters[0], Blocks().SelectMany(block => (int[])[block.Outputs, block.Outputs]));

    /// <inheritdoc/>
    public override ParameterSet Initialize(Generator generator)
    {
        var parameters = new List<(string, Tensor)>();
        if (IsCentered)
            parameters.Add((NormalizationParameters.InputMean, zeros([.. InputShape])));
        void AddLayer(string layer, long inputs, int outputs, int kernel) =>
            AddConvolution(parameters, layer, KaimingNormal(generator, outputs, inputs, kernel, slope: 0));
        AddLayer("stem", InputShape[0], Filters[0], StemKernel);
        foreach (var block in Blocks())
        {
            AddLayer(block.Name + ".conv0", block.Inputs, block.Outputs, kernel: 3);
            AddLayer(block.Name + ".conv1", block.Outputs, block.Outputs, kernel: 3);
            if (block.Projects)
                AddLayer(block.Name + ".shortcut", block.Inputs, block.Outputs, kernel: 1);
        }
        return new ParameterSet(parameters);
    }

    /// <inheritdoc/>
    public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer)
    {
        Tensor Layer(string layer, Tensor input, int stride, int padding) =>
            Convolve(parameters, layer, input, normalizer, stride, padding);
        if (IsCentered)
            x = x - parameters[NormalizationParameters.InputMean].detach();
        x = Layer("stem", x, StemStride, StemKernel / 2).relu_();
        if (Stem == ResNetStem.Large)
            x = F.max_pool2d(x, 3, stride: 2, padding: 1);
        foreach (var block in Blocks())
        {
            var y = Layer(block.Name + ".conv1", Layer(block.Name + ".conv0", x, block.Stride, padding: 1).relu_(), stride: 1, padding: 1);
            var shortcut = block.Projects ? Layer(block.Name + ".shortcut", x, block.Stride, padding: 0) : x;
            x = y.AddInPlace(shortcut).relu_();
        }
        return x.mean([2, 3]);
    }

    internal override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue x, Normalizer normalizer)
    {
        OnnxValue Layer(string layer, OnnxValue input, int stride, int padding) =>
            WriteConvolution(graph, parameters, layer, input, normalizer, stride, padding);
        OnnxValue Activate(OnnxValue value) => graph.Apply("Relu", value);
        if (IsCentered)
            x = graph.Apply("Sub", x, graph.Constant(parameters[NormalizationParameters.InputMean]));
        x = Activate(Layer("stem", x, StemStride, StemKernel / 2));
        if (Stem == ResNetStem.Large)
            x = graph.MaxPool(x, kernel: 3, stride: 2, padding: 1);
        foreach (var block in Blocks())
        {
            var y = Activate(Layer(block.Name + ".conv0", x, block.Stride, padding: 1));
            y = Layer(block.Name + ".conv1", y, stride: 1, padding: 1);
            var shortcut = block.Projects ? Layer(block.Name + ".shortcut", x, block.Stride, padding: 0) : x;
            x = Activate(graph.Apply("Add", y, shortcut.Name));
        }
        return graph.MeanOverPositions(x);
    }

    internal override int? Describe(Network.Builder network, int x)
    {
        if (Stem == ResNetStem.Large || IsCentered)
            return null;
        int Layer(string layer, int input, int filters, double slope, int kernel = 3, int stride = 1, int padding = 1) =>
            network.Normalize(network.Convolution(input, layer + ".weight", filters, kernel, stride, padding), layer, slope);
        x = Layer("stem", x, Filters[0], slope: 0);
        foreach (var block in Blocks())
        {
            var y = Layer(block.Name + ".conv0", x, block.Outputs, slope: 0, stride: block.Stride);
            y = Layer(block.Name + ".conv1", y, block.Outputs, slope: 1);
            var shortcut = block.Projects
                ? Layer(block.Name + ".shortcut", x, block.Outputs, slope: 1, kernel: 1, block.Stride, padding: 0)
                : x;
            x = network.Activate(network.Add(y, shortcut), slope: 0);
        }
        return network.GlobalAveragePool(x);
    }

    /// <summary>
    /// Returns the blocks in order. Every stage but the first begins with a block that halves the resolution. Where resolution or filters
    /// change, the shortcut is a 1x1 convolution.
    /// </summary>
    private IEnumerable<(string Name, int Inputs, int Outputs, int Stride, bool Projects)> Blocks()
    {
        var inputs = Filters[0];
        for (var stage = 0; stage < Stages; stage++)
            for (var i = 0; i < (stage < Stages - 1 ? BlocksPerStage : BlocksInLastStage); i++)
            {
                var stride = stage > 0 && i == 0 ? 2 : 1;
                yield return ($"stage{stage}.block{i}", inputs, Filters[stage], stride, stride != 1 || inputs != Filters[stage]);
                inputs = Filters[stage];
            }
    }

    // *** Binary format ***
    // int: channels, int: height, int: width
    // int: the filters of each of the four stages
    // int: blocks of a stage, byte: stem, plus 128 if the input is centered, plus 64 if the last stage has other blocks
    // int: blocks of the last stage, if it has others
    /// <inheritdoc/>
    public override void WriteArchitecture(BinaryWriter writer)
    {
        foreach (var size in (long[])[.. InputShape, .. Filters, BlocksPerStage])
            writer.Write((int)size);
        var lastDiffers = BlocksInLastStage != BlocksPerStage;
        writer.Write((byte)((byte)Stem | (IsCentered ? CenteredMark : 0) | (lastDiffers ? LastStageMark : 0)));
        if (lastDiffers)
            writer.Write(BlocksInLastStage);
    }

    internal static ResNet18 Read(BinaryReader reader)
    {
        var image = ReadSizes(reader, 3, Limits.Image);
        var filters = ReadSizes(reader, Stages, Limits.Filters);
        var blocks = ReadSize(reader, MostBlocks);
        var stem = reader.ReadByte();
        return new ResNet18(
            image[0],
            image[1],
            image[2],
            filters,
            blocks,
            Checks.DecodedEnum<ResNetStem>((byte)(stem & ~(CenteredMark | LastStageMark))),
            centered: (stem & CenteredMark) != 0,
            blocksInLastStage: (stem & LastStageMark) != 0 ? ReadSize(reader, MostBlocks) : null);
    }

    /// <inheritdoc/>
    public override string ToString() => $"ResNet18 {string.Join("x", InputShape)}, {string.Join("-", Filters)} filters"
        + (BlocksPerStage == 2 ? "" : $", {BlocksPerStage} blocks per stage")
        + (BlocksInLastStage == BlocksPerStage ? "" : $", {BlocksInLastStage} blocks in the last")
        + (Stem == ResNetStem.Small ? ", small stem" : "")
        + (IsCentered ? ", centered" : "");
}
