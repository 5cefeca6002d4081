using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the blocks that a pass computes for each node: of the values, or of their tangents.</summary>
internal sealed class Variables<T>(int nodes, BufferPool<T> buffers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Block<T>?[] _values = new Block<T>?[nodes];
    private readonly Block<T>?[] _gradients = new Block<T>?[nodes];
    private readonly Block<T>?[] _saved = new Block<T>?[nodes];

    /// <summary>Gets the network's input, which is not owned; it has no tangent.</summary>
    public Block<T>? Input { get; init; }

    /// <summary>Gets the parameters; not owned.</summary>
    public required ParameterVector<T> Parameters { get; init; }

    /// <summary>Gets or sets the gradients of the loss by the parameters; not owned.</summary>
    public ParameterVector<T>? ParameterGradients { get; set; }

    public Block<T> Value(int node) =>
        (node == Network.InputNode ? Input : _values[node]) ?? throw new InvalidOperationException($"node {node} has no value.");

    public Block<T> Gradient(int node) => _gradients[node] ?? throw new InvalidOperationException($"node {node} has no gradient.");

    /// <summary>Returns the block that one function of an operation left for the next.</summary>
    public Block<T> Saved(int node) => _saved[node]!;

    public Block<T> SetValue(int node, Block<T> value) => _values[node] = value;

    public Block<T> Save(int node, Block<T> value) => _saved[node] = value;

    /// <summary>Adds a block to a node's gradient, and takes it over.</summary>
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

    /// <summary>Takes a value out, so that its memory can be overwritten.</summary>
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
