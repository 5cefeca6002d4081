using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>Lets the examples nearest to an embedding vote. A tie goes to the class of the nearest example.</summary>
/// <param name="embeddingSize">The length of an embedding.</param>
/// <param name="outputs">The number of classes.</param>
/// <param name="examples">The number of examples among which neighbors are sought.</param>
/// <param name="neighbors">The number of neighbors that vote; all examples if there are fewer.</param>
/// <param name="distance">The measure of distance.</param>
internal sealed class NeighborHead(int embeddingSize, int outputs, int examples, int neighbors, NeighborDistance distance) : Head
{
    internal const string KindName = "Neighbors", Examples = "neighbors.examples", Classes = "neighbors.classes";

    /// <summary>The factor of cosines before their softmax: the initial scale of cosine classifiers.</summary>
    private const double CosineScale = 10;

    public override string Kind => KindName;

    public override int Outputs => outputs;

    // The classes are one-hot.
    public override IReadOnlyList<(string Name, long[] Shape)> Parameters =>
        [(Examples, [examples, embeddingSize]), (Classes, [examples, outputs])];

    /// <summary>
    /// Returns, for one neighbor, the similarity of the most similar example of each class. For more, it returns the logarithm of the
    /// votes, with half a vote that all classes share by the order of their most similar examples: it breaks ties, and no class has
    /// probability 0.
    /// </summary>
    // embeddings: [n, embedding]; result: [n, outputs]
    public override Tensor Predict(ParameterSet parameters, Tensor embeddings)
    {
        var classes = parameters[Classes];
        var similarity = Similarity(embeddings, parameters[Examples]);
        var none = TensorArithmetic.Filled([1], double.NegativeInfinity, similarity.dtype, similarity.device);
        var best = where(classes.t().unsqueeze(0).IsAbove(0), similarity.unsqueeze(1), none).amax(2);
        if (neighbors == 1)
            return best;
        var k = Math.Min(neighbors, examples);
        var (_, nearest) = similarity.topk(k, 1);
        var votes = classes.index_select(0, nearest.reshape(-1)).view(-1, k, outputs).sum(1);
        var classesFartherAway = best.unsqueeze(2).gt(best.unsqueeze(1)).to_type(best.dtype).sum(2);
        return votes.Plus(classesFartherAway.Plus(1).Over((double)outputs * (outputs + 1))).log();
    }

    public override OnnxValue WriteOnnx(OnnxGraph graph, ParameterSet parameters, OnnxValue embeddings)
    {
        var classes = parameters[Classes];
        var similar = Similarity(graph, embeddings, parameters[Examples]);
        // The logarithm of a one-hot class is 0 for its own examples, and otherwise minus infinity.
        var ofClasses = graph.Apply("Add", graph.Reshape(similar, 1, examples), graph.Constant(classes.log().t(), 1, outputs, examples));
        var best = graph.Reduce("ReduceMax", ofClasses with { Shape = [outputs, examples] }, keep: false, 2);
        return neighbors == 1 ? best : Votes(graph, similar, best, graph.Constant(classes));
    }

    // similar: [n, examples], best: [n, outputs], classes: [examples, outputs]; result: [n, outputs]
    private OnnxValue Votes(OnnxGraph graph, OnnxValue similar, OnnxValue best, string classes)
    {
        var k = Math.Min(neighbors, examples);
        var nearest = graph.Largest(similar, k);
        var ofNearest = new OnnxValue(graph.Add("Gather", [classes, nearest], ("axis", 0L)), k, outputs);
        var votes = graph.Reduce("ReduceSum", ofNearest, keep: false, 1);
        var isAhead = graph.Add("Greater", [graph.Reshape(best, outputs, 1).Name, graph.Reshape(best, 1, outputs).Name]);
        var ahead = new OnnxValue(graph.Cast(isAhead, OnnxType.Float), outputs, outputs);
        var classesFartherAway = graph.Apply("Add", graph.Reduce("ReduceSum", ahead, keep: false, 2), graph.Constant(1));
        var share = graph.Apply("Div", classesFartherAway, graph.Constant((double)outputs * (outputs + 1)));
        return graph.Apply("Log", graph.Apply("Add", votes, share.Name));
    }

    // embeddings: [n, embedding], examples: [examples, embedding]; result: [n, examples]
    private OnnxValue Similarity(OnnxGraph graph, OnnxValue embeddings, Tensor examples)
    {
        if (distance == NeighborDistance.Cosine)
            return graph.Linear(CosineHead.Unit(graph, embeddings), CosineHead.Unit(examples).Times(CosineScale));
        var products = graph.Linear(embeddings, examples.Times(2), -examples.Squared().sum(1));
        return graph.Apply("Sub", products, graph.Reduce("ReduceSum", graph.Apply("Mul", embeddings, embeddings.Name), keep: true, 1).Name);
    }

    // embeddings: [n, embedding], examples: [examples, embedding]; result: [n, examples]
    private Tensor Similarity(Tensor embeddings, Tensor examples) => distance == NeighborDistance.Cosine
        ? CosineHead.Unit(embeddings).matmul(CosineHead.Unit(examples).t()).Times(CosineScale)
        : embeddings.matmul(examples.t()).Times(2) - embeddings.Squared().sum(1, keepdim: true) - examples.Squared().sum(1);

    // *** Binary format ***
    // int: outputs, int: examples, int: neighbors, byte: distance
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write(outputs);
        writer.Write(examples);
        writer.Write(neighbors);
        writer.Write((byte)distance);
    }

    internal static NeighborHead Read(BinaryReader reader, int embeddingSize) => new(
        embeddingSize,
        ReadCount(reader, "outputs"),
        ReadCount(reader, "examples"),
        ReadNeighbors(reader),
        Checks.DecodedEnum<NeighborDistance>(reader.ReadByte()));

    internal static int ReadNeighbors(BinaryReader reader) => ReadCount(reader, "neighbors");
}
