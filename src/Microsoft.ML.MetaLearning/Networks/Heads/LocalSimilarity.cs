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
/// Compares feature maps place by place: each place of one looks for the most similar place nearby of the other, in both directions.
/// </summary>
/// <remarks>
/// Local descriptors as in Li et al., <a href="https://arxiv.org/abs/1903.12290">Revisiting Local Descriptor Based Image-to-Class Measure
/// for Few-Shot Learning</a>, 2019, under the image distortion model of Keysers et al., Deformation Models for Image Recognition, 2007: a
/// place farther away costs more. How much it costs, how much each place counts and how sharply the best match is chosen are meta-learned.
/// </remarks>
internal sealed class LocalSimilarity
{
    private const string Sharpness = "local.sharpness", Scale = "local.scale", Displacement = "local.displacement";
    private const string Saliency = "local.saliency";
    private const double InitialSharpness = 10, InitialScale = 10;

    // The cost at first of a match that lies the size of the map away, in each direction, as a multiple of a match of cosine 1.
    private const double InitialCost = 2.5;
    private const int Largest = 1 << 10;
    private readonly int _channels, _height, _width;

    /// <param name="mapShape">The shape of a feature map: [channels, height, width].</param>
    public LocalSimilarity(IReadOnlyList<long> mapShape) =>
        (_channels, _height, _width) = ((int)mapShape[0], (int)mapShape[1], (int)mapShape[2]);

    private long Places => _height * _width;

    /// <summary>Gets the names and shapes of its parameters.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> Parameters =>
    [
        (Sharpness, [1]), (Scale, [1]), (Displacement, [(2 * _height - 1) * (2 * _width - 1)]), (Saliency, [_channels]),
    ];

    public ParameterSet Initialize() => new(
    [
        (Sharpness, TensorArithmetic.Filled([1], InitialSharpness, ScalarType.Float32)),
        (Scale, TensorArithmetic.Filled([1], InitialScale, ScalarType.Float32)),
        (Displacement, tensor(Steps(_height).SelectMany(y => Steps(_width).Select(x => Cost(y, _height) + Cost(x, _width))).ToArray())),
        (Saliency, zeros(_channels)),
    ]);

    /// <summary>Computes the similarity of each query to each support example.</summary>
    // query: [n, embedding], support: [m, embedding], both feature maps; result: [n, m]
    public Tensor Compare(ParameterSet parameters, Tensor query, Tensor support)
    {
        var sharpness = parameters[Sharpness];
        var (ofQuery, weightOfQuery) = Describe(parameters, query);
        var (ofSupport, weightOfSupport) = Describe(parameters, support);
        var matches = (ofQuery * sharpness).flatten(0, 1).matmul(ofSupport.flatten(0, 1).t())
            .view(query.shape[0], Places, support.shape[0], Places).Plus(Displacements(parameters[Displacement]));
        var forth = (matches.logsumexp(3) * weightOfQuery.unsqueeze(2)).sum(1);
        var back = (matches.logsumexp(1) * weightOfSupport.unsqueeze(0)).sum(2);
        return forth.Plus(back) * (parameters[Scale] / sharpness);
    }

    /// <summary>Writes <see cref="Compare"/> as operations of ONNX.</summary>
    public OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue query, Tensor support)
    {
        var (sharpness, examples) = (parameters[Sharpness], support.shape[0]);
        var (ofSupport, weightOfSupport) = Describe(parameters, support);
        var maps = graph.Reshape(query, _channels, Places);
        var places = new OnnxValue(graph.Add("Transpose", [maps.Name], ("perm", new long[] { 0, 2, 1 })), Places, _channels);
        var saliency = graph.Add("MatMul", [places.Name, graph.Constant(parameters[Saliency].unsqueeze(1))]);
        var weightOfQuery = graph.Reshape(graph.Softmax(graph.Reshape(new OnnxValue(saliency), Places)), Places, 1);
        var ofQuery = CosineHead.Unit(graph, places);
        var products = graph.Add("MatMul", [ofQuery.Name, graph.Constant((ofSupport * sharpness).flatten(0, 1).t())]);
        var matches = graph.Apply(
            "Add", graph.Reshape(new OnnxValue(products), Places, examples, Places),
            graph.Constant(Displacements(parameters[Displacement])));
        var forth = graph.Apply("Mul", graph.LogSumExp(matches, axis: 3), weightOfQuery.Name);
        var back = graph.Apply("Mul", graph.LogSumExp(matches, axis: 1), graph.Constant(weightOfSupport.unsqueeze(0)));
        var sum = graph.Apply(
            "Add", graph.Reduce("ReduceSum", forth, keep: false, 1), graph.Reduce("ReduceSum", back, keep: false, 2).Name);
        return graph.Apply("Mul", sum, graph.Constant(parameters[Scale] / sharpness));
    }

    /// <summary>Returns the descriptors of places, of length 1, and how much each place counts, 1 together.</summary>
    // embeddings: [n, embedding]; result: [n, places, channels] and [n, places]
    private (Tensor Descriptors, Tensor Weights) Describe(ParameterSet parameters, Tensor embeddings)
    {
        var places = embeddings.view(-1, _channels, Places).transpose(1, 2);
        var weights = places.matmul(parameters[Saliency]).softmax(1);
        var descriptors = CosineHead.Unit(places.reshape(-1, _channels)).view(-1, Places, _channels);
        return (descriptors, weights);
    }

    // costs: [displacements]; result: [1, places, 1, places]
    private Tensor Displacements(Tensor costs)
    {
        var places = Enumerable.Range(0, (int)Places).Select(place => (Y: place / _width, X: place % _width)).ToArray();
        var index = places.SelectMany(a => places.Select(b =>
            (long)(b.Y - a.Y + _height - 1) * (2 * _width - 1) + b.X - a.X + _width - 1)).ToArray();
        return costs.index_select(0, TensorMemory.Copy<long>(index).to(costs.device)).view(1, Places, 1, Places);
    }

    private static IEnumerable<int> Steps(int size) => Enumerable.Range(1 - size, 2 * size - 1);

    private static float Cost(int steps, int size) => (float)(-InitialCost * InitialSharpness * steps * steps / (size * size));

    // *** Binary format ***
    // int: height, int: width of a feature map
    public void Write(BinaryWriter writer)
    {
        writer.Write(_height);
        writer.Write(_width);
    }

    /// <exception cref="FormatException">Embeddings of the length are no feature maps of the size.</exception>
    public static LocalSimilarity Read(BinaryReader reader, int embeddingSize)
    {
        int Size() => Checks.Decoded(reader.ReadInt32(), 1, Largest, "size of a feature map");
        var (height, width) = (Size(), Size());
        return embeddingSize % (height * width) == 0
            ? new LocalSimilarity([embeddingSize / (height * width), height, width])
            : throw new FormatException(
                $"the model file is corrupt: embeddings of length {embeddingSize} are no feature maps of {height}x{width} places.");
    }
}
