using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Compares feature maps: two blocks of 3x3 convolution, layer normalization, rectifier and 2x2 max pooling over the maps of a class and of
/// a query side by side, then two linear layers to one number. Sung et al., <a href="https://arxiv.org/abs/1711.06025">2018</a>, section
/// 3.4.
/// </summary>
/// <remarks>
/// The paper normalizes over the batch of all pairs of queries and classes. Here each pair is normalized by itself, so that the prediction
/// for a query does not depend on other queries. A map of one row or one column is not pooled.
/// </remarks>
internal sealed class RelationModule
{
    private const int Largest = 1 << 14;
    private const string Convolution0 = "relation.conv0", Convolution1 = "relation.conv1";
    private const string Hidden = "relation.hidden", Score = "relation.score";
    private static readonly long[] s_one = [1, 1];
    private readonly long _channels, _height, _width;
    private readonly int _filters, _units;

    /// <param name="mapShape">The shape of a feature map: [channels, height, width].</param>
    /// <param name="filters">The filters of each convolution.</param>
    /// <param name="units">The length of the hidden layer.</param>
    public RelationModule(IReadOnlyList<long> mapShape, int filters, int units) =>
        (_channels, _height, _width, _filters, _units) = (mapShape[0], mapShape[1], mapShape[2], filters, units);

    /// <summary>Gets the length of a feature map, flattened.</summary>
    public int EmbeddingSize => (int)(_channels * _height * _width);

    /// <summary>Gets the names and shapes of its parameters.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> Parameters
    {
        get
        {
            var (height, width) = Pooled(Pooled((_height, _width)));
            return
            [
                .. Block(Convolution0, 2 * _channels),
                .. Block(Convolution1, _filters),
                (Hidden + ".weight", [_units, _filters * height * width]), (Hidden + ".bias", [_units]),
                (Score + ".weight", [1, _units]), (Score + ".bias", [1]),
            ];
        }
    }

    /// <summary>Draws its parameters, those of the last layer small: every relation begins near one half.</summary>
    public ParameterSet Initialize(Generator generator) => InitialParameters.Draw(Parameters, generator)
        .Combine(new ParameterSet([(Score + ".weight", InitialParameters.SmallWeight(generator, 1, _units))]));

    /// <summary>Computes the relation of each query to each class, before the sigmoid.</summary>
    // classes: [classes, embedding], queries: [n, embedding], both feature maps; result: [n, classes]
    public Tensor Compare(ParameterSet parameters, Tensor classes, Tensor queries)
    {
        // The convolution of maps side by side is the sum of their convolutions: every map is convolved once, not once for every pair.
        var weight = parameters[Convolution0 + ".weight"];
        var ofClasses = Convolve(Maps(classes), weight.narrow(1, 0, _channels));
        var ofQueries = Convolve(Maps(queries), weight.narrow(1, _channels, _channels));
        var pairs = ofQueries.unsqueeze(1).Plus(ofClasses.unsqueeze(0)).flatten(0, 1);
        pairs = NormalizeActivatePool(parameters, Convolution0, pairs);
        pairs = NormalizeActivatePool(parameters, Convolution1, Convolve(pairs, parameters[Convolution1 + ".weight"]));
        var hidden = F.linear(pairs.flatten(1), parameters[Hidden + ".weight"], parameters[Hidden + ".bias"]).relu();
        return F.linear(hidden, parameters[Score + ".weight"], parameters[Score + ".bias"]).view(queries.shape[0], classes.shape[0]);
    }

    /// <summary>Writes <see cref="Compare"/> as operations of ONNX.</summary>
    public OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, Tensor classes, OnnxValue queries)
    {
        var (weight, count) = (parameters[Convolution0 + ".weight"], classes.shape[0]);
        var ofClasses = Convolve(Maps(classes), weight.narrow(1, 0, _channels)).unsqueeze(0);
        var ofQueries = graph.Convolution(graph.Reshape(queries, _channels, _height, _width), weight.narrow(1, _channels, _channels));
        var pairs = graph.Apply("Add", graph.Reshape(ofQueries, 1, _filters, _height, _width), graph.Constant(ofClasses));
        pairs = NormalizeActivatePool(graph, parameters, Convolution0, graph.Reshape(pairs, _filters, _height, _width));
        pairs = graph.Convolution(pairs, parameters[Convolution1 + ".weight"]);
        pairs = graph.Flatten(NormalizeActivatePool(graph, parameters, Convolution1, pairs));
        var hidden = graph.Apply("Relu", graph.Linear(pairs, parameters[Hidden + ".weight"], parameters[Hidden + ".bias"]));
        return graph.Reshape(graph.Linear(hidden, parameters[Score + ".weight"], parameters[Score + ".bias"]), count);
    }

    private IEnumerable<(string, long[])> Block(string name, long channels) =>
        [(name + ".weight", [_filters, channels, 3, 3]), (name + ".gain", [_filters]), (name + ".bias", [_filters])];

    private static (long Height, long Width) Pooled((long Height, long Width) size) =>
        Math.Min(size.Height, size.Width) > 1 ? (size.Height / 2, size.Width / 2) : size;

    // embeddings: [n, embedding]; result: [n, channels, height, width]
    private Tensor Maps(Tensor embeddings) => embeddings.reshape(-1, _channels, _height, _width);

    private static Tensor Convolve(Tensor x, Tensor weight) => F.conv2d(x, weight, strides: s_one, padding: s_one, dilation: s_one);

    // x: [pairs, filters, height, width]; result: the same, halved if it can be
    private static Tensor NormalizeActivatePool(ParameterSet parameters, string name, Tensor x)
    {
        x = Normalizer.Layer.Normalize(name, x, parameters[name + ".gain"], parameters[name + ".bias"]).relu_();
        return Pooled((x.shape[2], x.shape[3])) == (x.shape[2], x.shape[3]) ? x : F.max_pool2d(x, 2);
    }

    // x: [pairs, filters, height, width]; result: the same, halved if it can be
    private static OnnxValue NormalizeActivatePool(OnnxGraph graph, ParameterSet parameters, string name, OnnxValue x)
    {
        x = graph.Apply("Relu", Normalizer.Layer.WriteOnnx(graph, name, x, parameters[name + ".gain"], parameters[name + ".bias"]));
        return Pooled((x.Shape[1], x.Shape[2])) == (x.Shape[1], x.Shape[2]) ? x : graph.MaxPool(x, kernel: 2, stride: 2);
    }

    // *** Binary format ***
    // int: channels, int: height, int: width of a feature map
    // int: filters, int: hidden units
    public void Write(BinaryWriter writer)
    {
        foreach (var size in (long[])[_channels, _height, _width, _filters, _units])
            writer.Write((int)size);
    }

    /// <exception cref="FormatException">The feature map does not have the length of embeddings.</exception>
    public static RelationModule Read(BinaryReader reader, int embeddingSize)
    {
        int Size() => Checks.Decoded(reader.ReadInt32(), 1, Largest, "size of a relation module");
        long[] map = [Size(), Size(), Size()];
        if (map.Aggregate((a, b) => a * b) != embeddingSize)
            throw new FormatException($"the model file is corrupt: embeddings of length {embeddingSize} are no feature maps " +
                $"of shape [{string.Join(", ", map)}].");
        var module = new RelationModule(map, Size(), Size());
        Checks.Follow(reader, module.Parameters.Sum(p => Checks.Count(p.Shape)), "the relation module");
        return module;
    }
}
