using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>What a pass computes per node, for the values themselves or for their tangents.</summary>
internal sealed class Variables<T>(int nodes, BufferPool<T> buffers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Block<T>?[] _values = new Block<T>?[nodes];
    private readonly Block<T>?[] _gradients = new Block<T>?[nodes];
    private readonly Block<T>?[] _saved = new Block<T>?[nodes];

    /// <summary>The parameters; not owned.</summary>
    public required ParameterVector<T> Parameters { get; set; }

    /// <summary>The gradients of the loss by the parameters; not owned.</summary>
    public ParameterVector<T>? ParameterGradients { get; set; }

    public Block<T> Value(int node) => _values[node] ?? throw new InvalidOperationException($"node {node} has no value.");

    public Block<T> Gradient(int node) => _gradients[node] ?? throw new InvalidOperationException($"node {node} has no gradient.");

    /// <summary>What an operation keeps from one of its functions to the next.</summary>
    public Block<T> Saved(int node) => _saved[node]!;

    public Block<T> SetValue(int node, Block<T> value) => _values[node] = value;

    public Block<T> Save(int node, Block<T> value) => _saved[node] = value;

    /// <summary>Adds to a node's gradient; takes the block over.</summary>
    public void AddGradient(int node, Block<T> gradient)
    {
        if (_gradients[node] is not { } sum)
        {
            _gradients[node] = gradient;
            return;
        }
        Elementwise.Add(sum, gradient);
        buffers.Return(gradient);
    }

    /// <summary>Takes a value out, whose memory is to be used for something else.</summary>
    public Block<T> TakeValue(int node)
    {
        var value = Value(node);
        _values[node] = null;
        return value;
    }

    public void Free(int node)
    {
        buffers.Return(_values[node]);
        buffers.Return(_gradients[node]);
        buffers.Return(_saved[node]);
        _values[node] = _gradients[node] = _saved[node] = null;
    }

    public void Free()
    {
        for (var node = 0; node < _values.Length; node++)
            Free(node);
    }
}

/// <summary>The rows of a pass.</summary>
/// <param name="Count">All of them.</param>
/// <param name="Statistics">The first rows, from which batch normalization takes its moments; gradients flow through them.</param>
/// <param name="FirstOfLoss">The row from which on the loss is the mean over the rows.</param>
internal readonly record struct PassRows(int Count, int Statistics, int FirstOfLoss)
{
    public static PassRows Batch(int count) => new(count, count, 0);

    public int OfLoss => Count - FirstOfLoss;

    /// <summary>
    /// The passes of a query, of at most <paramref name="most"/> rows of it each; one pass where what becomes of a row depends on the
    /// others. Where the support gives the moments, it comes first in every pass.
    /// </summary>
    public static IEnumerable<PassRows> OfQuery(int support, int query, Network network, Normalization normalization, int most)
    {
        var oneBatch = normalization == Normalization.TransductiveBatch && network.HasBatchNormalization;
        var joint = normalization == Normalization.SupportStatistics && network.HasBatchNormalization;
        return Examples.PartSizes(query, oneBatch ? query : most).Select(count => joint ? new PassRows(support + count, support, support) : Batch(count));
    }
}

/// <summary>
/// One pass of some rows through a network under some parameters: forward, back for the gradient, and along a direction for a
/// Hessian-vector product.
/// </summary>
internal sealed class Pass<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lazy<SparseRows<T>?> _sparseInput;
    private Variables<T>? _tangent;

    /// <param name="network">The network.</param>
    /// <param name="buffers">Where memory comes from.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="input">[rows, ...]; not owned.</param>
    /// <param name="parameters">Not owned.</param>
    public Pass(Network network, BufferPool<T> buffers, PassRows rows, Block<T> input, ParameterVector<T> parameters)
    {
        Network = network;
        Buffers = buffers;
        Rows = rows;
        Input = input;
        Primal = new Variables<T>(network.Nodes, buffers) { Parameters = parameters };
        _sparseInput = new Lazy<SparseRows<T>?>(() => SparseRows<T>.TryCreate(input), isThreadSafe: false);
    }

    public Network Network { get; }

    public BufferPool<T> Buffers { get; }

    public PassRows Rows { get; }

    public Block<T> Input { get; }

    /// <summary>The input by its nonzero values; null where it is not worth it.</summary>
    public SparseRows<T>? SparseInput => _sparseInput.Value;

    /// <summary>The classes or the numbers to predict, of the rows of the loss.</summary>
    public Targets<T> Targets { get; init; }

    /// <summary>
    /// Moments to normalize by rather than those of the rows; [mean, inverse standard deviation] per normalization layer. Forward only.
    /// </summary>
    public GivenMoments<T>? Moments { get; init; }

    /// <summary>Whether <see cref="HessianVectorProduct"/> will follow, for which values and gradients have to stay.</summary>
    public bool KeepsTape { get; init; }

    public Variables<T> Primal { get; }

    public Variables<T> Tangent => _tangent!;

    /// <summary>The loss, after a forward pass through a network with one.</summary>
    public double Loss { get; set; }

    /// <summary>Gets the fraction of the rows of the loss whose largest output is their class, after a forward pass; not a number for regression.</summary>
    public double Accuracy
    {
        get
        {
            if (Targets.Classes is not { } classes)
                return double.NaN;
            var outputs = Value(Network.OutputNode);
            var hits = 0;
            for (var i = 0; i < Rows.OfLoss; i++)
            {
                var row = outputs.Span.Slice((Rows.FirstOfLoss + i) * outputs.Shape.C, outputs.Shape.C);
                var largest = 0;
                for (var k = 1; k < row.Length; k++)
                    if (row[k] > row[largest])
                        largest = k;
                if (largest == classes[i])
                    hits++;
            }
            return (double)hits / Rows.OfLoss;
        }
    }

    public void Forward()
    {
        foreach (var op in Network.Ops)
        {
            Interruption.ThrowIfRequested();
            op.Forward(this);
        }
    }

    /// <summary>
    /// The outputs alone, without a loss; nothing else is kept. The result is the pass's own, or the input of a network without operations.
    /// </summary>
    public Block<T> Predict()
    {
        for (var i = 0; i < Network.OutputNode; i++)
        {
            var op = Network.Ops[i];
            Interruption.ThrowIfRequested();
            op.Forward(this);
            foreach (var input in op.Inputs)
                if (input != Network.InputNode && Network.LastReader(input) == op.Output)
                    Primal.Free(input);
        }
        return Value(Network.OutputNode);
    }

    /// <summary>The gradient of the loss by the parameters, to <paramref name="gradients"/>.</summary>
    public void Backward(ParameterVector<T> gradients)
    {
        gradients.Span.Clear();
        Primal.ParameterGradients = gradients;
        for (var i = Network.Ops.Count - 1; i >= 0; i--)
        {
            var op = Network.Ops[i];
            Interruption.ThrowIfRequested();
            op.Vjp(this);
            if (!KeepsTape)
                Primal.Free(op.Output);
        }
    }

    /// <summary>The same for a network without a loss, given the gradient by its outputs, which the pass takes over.</summary>
    public void Backward(ParameterVector<T> gradients, Block<T> byOutputs)
    {
        Primal.AddGradient(Network.OutputNode, byOutputs);
        Backward(gradients);
    }

    /// <summary>
    /// The product of the loss's Hessian with a direction, to <paramref name="product"/>. After <see cref="Backward(ParameterVector{T})"/>,
    /// whose gradients must be unchanged.
    /// </summary>
    public void HessianVectorProduct(ParameterVector<T> direction, ParameterVector<T> product)
    {
        product.Span.Clear();
        _tangent = new Variables<T>(Network.Nodes, Buffers) { Parameters = direction, ParameterGradients = product };
        foreach (var op in Network.Ops)
        {
            Interruption.ThrowIfRequested();
            op.Jvp(this);
        }
        for (var i = Network.Ops.Count - 1; i >= 0; i--)
        {
            Interruption.ThrowIfRequested();
            Network.Ops[i].VjpTangent(this);
            _tangent.Free(Network.Ops[i].Output);
        }
    }

    /// <summary>The value of a node; node 0 is the input.</summary>
    public Block<T> Value(int node) => node == Network.InputNode ? Input : Primal.Value(node);

    /// <summary>Adds the moments of the rows, after a forward pass by them.</summary>
    public void AddMomentsTo(NormalizationMoments moments)
    {
        foreach (var op in Network.Ops)
            (op as NormalizeActivatePool)?.AddMomentsTo(moments, this);
    }

    public void Dispose()
    {
        Primal.Free();
        _tangent?.Free();
    }
}
