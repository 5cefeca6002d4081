using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Computes full context embeddings: support examples and queries are embedded in the context of the support set. Vinyals et al.,
/// <a href="https://arxiv.org/abs/1606.04080">2016</a>, appendix A, whose g' and f' are the backbone.
/// </summary>
/// <param name="size">The length of an embedding.</param>
/// <param name="processingSteps">The steps K in which a query attends to the support set.</param>
internal sealed class FullContext(int size, int processingSteps)
{
    private readonly int _processingSteps = processingSteps;
    private readonly LstmCell _forward = new("context.forward", size, size, size);
    private readonly LstmCell _backward = new("context.backward", size, size, size);
    private readonly LstmCell _query = new("context.query", size, 2 * size, size);

    /// <summary>Gets the names and shapes of the parameters of <see cref="EmbedQuery"/>.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> QueryParameters => _query.Parameters;

    public ParameterSet Initialize(Generator generator) =>
        InitialParameters.Draw([.. _forward.Parameters, .. _backward.Parameters, .. _query.Parameters], generator);

    /// <summary>
    /// Computes g of appendix A.2: the outputs of a bidirectional LSTM over the support set, added to the examples. The order of the
    /// examples matters.
    /// </summary>
    // support: [n, size]; result: [n, size]
    public Tensor EmbedSupport(ParameterSet parameters, Tensor support) =>
        support.Plus(Read(_forward, parameters, support)).Plus(Read(_backward, parameters, support.flip(0)).flip(0));

    /// <summary>
    /// Computes f of appendix A.1: an LSTM that reads the query in each step, together with its attention to the support set; h(0) = 0.
    /// Queries do not depend on each other.
    /// </summary>
    // support: [n, size] of EmbedSupport, query: [q, size]; result: [q, size]
    public Tensor EmbedQuery(ParameterSet parameters, Tensor support, Tensor query)
    {
        var projected = _query.Project(parameters, query);
        Tensor hidden = zeros_like(query), memory = zeros_like(query);
        for (var k = 0; k < _processingSteps; k++)
        {
            var read = hidden.matmul(support.t()).softmax(1).matmul(support);
            (var output, memory) = _query.Step(parameters, projected, cat([hidden, read], 1), memory);
            hidden = output.Plus(query);
        }
        return hidden;
    }

    /// <summary>Writes <see cref="EmbedQuery"/> as operations of ONNX.</summary>
    public OnnxValue WriteQuery(OnnxGraph graph, ParameterSet parameters, Tensor support, OnnxValue query)
    {
        var projected = _query.WriteProjection(graph, parameters, query);
        var weights = _query.StateWeights(graph, parameters);
        var (examples, transposed) = (graph.Constant(support), graph.Constant(support.t()));
        var hidden = graph.Apply("Mul", query, graph.Constant(0));
        var memory = hidden;
        for (var k = 0; k < _processingSteps; k++)
        {
            var attention = graph.Add("Softmax", [graph.Add("MatMul", [hidden.Name, transposed])], ("axis", 1L));
            var read = graph.Add("MatMul", [attention, examples]);
            var state = graph.Add("Concat", [hidden.Name, read], ("axis", 1L));
            (var output, memory) = LstmCell.WriteStep(graph, projected, weights, state, memory);
            hidden = graph.Apply("Add", output, query.Name);
        }
        return hidden;
    }

    // *** Binary format ***
    // int: processing steps, 0 for no full context embeddings
    public static void Write(BinaryWriter writer, FullContext? context) => writer.Write(context?._processingSteps ?? 0);

    public static FullContext? Read(BinaryReader reader, int size)
    {
        if (Checks.Decoded(reader.ReadInt32(), 0, Limits.ProcessingSteps, "number of processing steps") is not (> 0 and var steps))
            return null;
        var context = new FullContext(size, steps);
        Checks.Follow(reader, context.QueryParameters.Sum(p => Checks.Count(p.Shape)), "the full context");
        return context;
    }

    /// <summary>Returns the outputs of a cell that reads a sequence. sequence: [n, size]; result: [n, size].</summary>
    private static Tensor Read(LstmCell cell, ParameterSet parameters, Tensor sequence)
    {
        var output = zeros_like(sequence.narrow(0, 0, 1));
        var memory = output;
        var outputs = new List<Tensor>();
        foreach (var projected in cell.Project(parameters, sequence).split(1))
        {
            (output, memory) = cell.Step(parameters, projected, output, memory);
            outputs.Add(output);
        }
        return cat(outputs, 0);
    }
}
