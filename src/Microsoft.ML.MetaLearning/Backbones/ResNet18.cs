using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Engine;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Backbones;

/// <summary>What <see cref="ResNet18"/> begins with.</summary>
public enum ResNetStem
{
    /// <summary>A 3x3 convolution that keeps the resolution: for small images, up to about 84x84.</summary>
    Small,

    /// <summary>A 7x7 convolution of stride 2 and 3x3 max pooling of stride 2, as in the paper: for images of about 224x224. The tape engine does not know it.</summary>
    Large,
}

/// <summary>
/// The residual network with 18 layers: four stages of two blocks of two 3x3 convolutions, each with a normalization; the resolution is halved at the start of each stage but
/// the first, and averaged over positions at the end.
/// </summary>
/// <remarks>
/// He et al., <a href="https://arxiv.org/abs/1512.03385">Deep Residual Learning for Image Recognition</a>, 2016, without its classifier. With one block per stage it has 10 layers, which
/// some few-shot code calls ResNet-18.
/// </remarks>
public sealed class ResNet18 : Backbone
{
    internal const string KindName = "ResNet18";
    private const int Stages = 4;
    private const int MostBlocks = 100;
    private const int LargestImage = 1 << 14;
    private const int LargestFilters = 1 << 12;
    private static readonly long[] s_one = [1, 1];

    /// <summary>Creates the architecture.</summary>
    /// <param name="channels">The channels of an image.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="filters">The filters of each stage. The default is 64, 128, 256 and 512.</param>
    /// <param name="stem">What comes before the stages. The default is <see cref="ResNetStem.Small"/>.</param>
    /// <param name="blocksPerStage">The residual blocks of each stage. The default is 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there are not four stages.</exception>
    public ResNet18(int channels, int height, int width, IReadOnlyList<int>? filters = null, ResNetStem stem = ResNetStem.Small, int blocksPerStage = 2)
    {
        filters ??= [64, 128, 256, 512];
        Checks.Positive(channels, nameof(channels));
        Checks.Positive(height, nameof(height));
        Checks.Positive(width, nameof(width));
        if (filters.Count != Stages)
            throw new ArgumentOutOfRangeException(nameof(filters), filters.Count, $"must name the filters of {Stages} stages.");
        foreach (var count in filters)
            Checks.Positive(count, nameof(filters));
        Checks.Defined(stem, nameof(stem));
        Checks.Positive(blocksPerStage, nameof(blocksPerStage));
        InputShape = [channels, height, width];
        Filters = filters.ToArray();
        Stem = stem;
        BlocksPerStage = blocksPerStage;
    }

    /// <summary>The wide form, with 64, 160, 320 and 640 filters.</summary>
    /// <inheritdoc cref="ResNet18(int, int, int, IReadOnlyList{int}?, ResNetStem, int)" path="/param"/>
    public static ResNet18 Wide(int channels, int height, int width, ResNetStem stem = ResNetStem.Small, int blocksPerStage = 2) =>
        new(channels, height, width, [64, 160, 320, 640], stem, blocksPerStage);

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override IReadOnlyList<long> InputShape { get; }

    /// <summary>The filters of each stage.</summary>
    public IReadOnlyList<int> Filters { get; }

    /// <summary>What comes before the stages.</summary>
    public ResNetStem Stem { get; }

    /// <summary>The residual blocks of each stage.</summary>
    public int BlocksPerStage { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize => Filters[^1];

    private IEnumerable<Block> Blocks => from stage in Enumerable.Range(0, Stages)
                                         from i in Enumerable.Range(0, BlocksPerStage)
                                         select new Block($"stage{stage}.block{i}", Filters[stage], Halves: i == 0 && stage > 0);

    private int StemKernel => Stem == ResNetStem.Large ? 7 : 3;

    /// <inheritdoc/>
    public override ParameterSet Initialize(Generator generator)
    {
        var parameters = new List<(string, Tensor)>();
        void AddLayer(string layer, long inputs, int outputs, int kernel)
        {
            parameters.Add((layer + ".weight", KaimingNormal(generator, slope: 0, outputs, inputs, kernel, kernel)));
            parameters.Add((layer + ".norm.gain", ones(outputs)));
            parameters.Add((layer + ".norm.bias", zeros(outputs)));
        }
        AddLayer("stem", InputShape[0], Filters[0], StemKernel);
        var inputs = Filters[0];
        foreach (var block in Blocks)
        {
            AddLayer(block.Name + ".conv0", inputs, block.Filters, kernel: 3);
            AddLayer(block.Name + ".conv1", block.Filters, block.Filters, kernel: 3);
            if (block.Halves)
                AddLayer(block.Name + ".shortcut", inputs, block.Filters, kernel: 1);
            inputs = block.Filters;
        }
        return new ParameterSet(parameters);
    }

    /// <inheritdoc/>
    public override Tensor Forward(ParameterSet parameters, Tensor x, Normalizer normalizer)
    {
        Tensor Layer(string layer, Tensor input, int stride, int padding)
        {
            var convolved = F.conv2d(input, parameters[layer + ".weight"], strides: [stride, stride], padding: [padding, padding], dilation: s_one);
            var normalized = normalizer.Normalize(layer, convolved, parameters[layer + ".norm.gain"], parameters[layer + ".norm.bias"]);
            convolved.Dispose();
            return normalized;
        }
        x = Layer("stem", x, stride: Stem == ResNetStem.Large ? 2 : 1, padding: StemKernel / 2).relu_();
        if (Stem == ResNetStem.Large)
            x = F.max_pool2d(x, 3, stride: 2, padding: 1);
        foreach (var block in Blocks)
        {
            var y = Layer(block.Name + ".conv0", x, block.Stride, padding: 1).relu_();
            y = Layer(block.Name + ".conv1", y, stride: 1, padding: 1);
            x = y.add_(block.Halves ? Layer(block.Name + ".shortcut", x, block.Stride, padding: 0) : x).relu_();
        }
        return x.mean([2, 3]);
    }

    internal override int? Describe(Network.Builder network, int x)
    {
        if (Stem == ResNetStem.Large)
            return null;
        int Layer(string layer, int input, int filters, int kernel, int stride, double slope) =>
            network.Normalize(network.Convolution(input, layer + ".weight", filters, kernel, stride, padding: kernel / 2), layer, slope);

        x = Layer("stem", x, Filters[0], kernel: 3, stride: 1, slope: 0);
        foreach (var block in Blocks)
        {
            var y = Layer(block.Name + ".conv0", x, block.Filters, kernel: 3, block.Stride, slope: 0);
            y = Layer(block.Name + ".conv1", y, block.Filters, kernel: 3, stride: 1, slope: 1);
            var skipped = block.Halves ? Layer(block.Name + ".shortcut", x, block.Filters, kernel: 1, block.Stride, slope: 1) : x;
            x = network.Activate(network.Add(y, skipped), slope: 0);
        }
        return network.GlobalAveragePool(x);
    }

    // *** Binary format ***
    // int: channels, int: height, int: width
    // int: the filters of each of the four stages
    // byte: stem, int: blocks per stage
    /// <inheritdoc/>
    public override void WriteArchitecture(BinaryWriter writer)
    {
        foreach (var size in InputShape)
            writer.Write((int)size);
        foreach (var filters in Filters)
            writer.Write(filters);
        writer.Write((byte)Stem);
        writer.Write(BlocksPerStage);
    }

    internal static ResNet18 Read(BinaryReader reader)
    {
        var (channels, height, width) = (ReadSize(reader, LargestImage), ReadSize(reader, LargestImage), ReadSize(reader, LargestImage));
        var filters = new int[Stages];
        for (var i = 0; i < Stages; i++)
            filters[i] = ReadSize(reader, LargestFilters);
        return new ResNet18(channels, height, width, filters, Checks.DecodedEnum<ResNetStem>(reader.ReadByte()), ReadSize(reader, MostBlocks));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"ResNet18 {string.Join("x", InputShape)}, {string.Join("-", Filters)} filters, {Stem} stem{(BlocksPerStage == 2 ? "" : $", blocks per stage: {BlocksPerStage}")}";

    /// <summary>A residual block; one that halves the resolution has a 1x1 convolution beside the others.</summary>
    private sealed record Block(string Name, int Filters, bool Halves)
    {
        public int Stride => Halves ? 2 : 1;
    }
}
