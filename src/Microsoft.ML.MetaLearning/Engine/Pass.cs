using System;
using System.Numerics;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Represents a pass of rows through a network: forward, back for the gradient, and along a direction for a Hessian-vector product.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="buffers">Where memory comes from.</param>
/// <param name="rows">The rows.</param>
/// <param name="input">[rows, ...]; not owned.</param>
/// <param name="parameters">Not owned.</param>
internal sealed class Pass<T>(Network network, BufferPool<T> buffers, PassRows rows, Block<T> input, ParameterVector<T> parameters)
    : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lazy<SparseRows<T>?> _sparseInput = new(() => SparseRows<T>.TryCreate(input), isThreadSafe: false);
    private Variables<T>? _tangent;

    public Network Network { get; } = network;

    public BufferPool<T> Buffers { get; } = buffers;

    public PassRows Rows { get; } = rows;

    public Block<T> Input { get; } = input;

    /// <summary>Gets the input by its nonzero values; null if that would save no time.</summary>
    public SparseRows<T>? SparseInput => _sparseInput.Value;

    /// <summary>Gets the classes or numbers to predict for the rows of the loss.</summary>
    public Targets<T> Targets { get; init; }

    /// <summary>Gets the moments to normalize by in place of those of the rows; for forward passes only.</summary>
    public GivenMoments<T>? Moments { get; init; }

    /// <summary>Gets whether values and gradients stay, for a <see cref="HessianVectorProduct"/> that follows.</summary>
    public bool KeepsTape { get; init; }

    public Variables<T> Primal { get; } = new(network.Nodes, buffers) { Input = input, Parameters = parameters };

    public Variables<T> Tangent => _tangent!;

    /// <summary>Gets or sets the loss, after a forward pass through a network with one.</summary>
    public double Loss { get; set; }

    /// <summary>
    /// Gets the fraction of the rows of the loss whose largest output is their class, after a forward pass; NaN for regression.
    /// </summary>
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
                if (ArgMax.Of<T>(outputs.Span.Slice((Rows.FirstOfLoss + i) * outputs.Shape.C, outputs.Shape.C)) == classes[i])
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
    /// Computes the outputs without a loss, and keeps nothing else. The result belongs to the pass; without operations, it is the input.
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

    /// <summary>Computes the gradient of the loss by the parameters.</summary>
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

    /// <summary>Computes the same for a network without a loss, from the gradient by its outputs, which the pass takes over.</summary>
    public void Backward(ParameterVector<T> gradients, Block<T> byOutputs)
    {
        Primal.AddGradient(Network.OutputNode, byOutputs);
        Backward(gradients);
    }

    /// <summary>
    /// Computes the product of the loss's Hessian and a direction. Follows <see cref="Backward(ParameterVector{T})"/>, whose gradients must
    /// be unchanged.
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

    /// <summary>Returns the value of a node; node 0 is the input.</summary>
    public Block<T> Value(int node) => Primal.Value(node);

    /// <summary>Adds the moments that a forward pass normalized by.</summary>
    public void AddMomentsTo(NormalizationMoments moments)
    {
        foreach (var op in Network.Ops)
            op.AddMomentsTo(moments, this);
    }

    public void Dispose()
    {
        Primal.Free();
        _tangent?.Free();
    }
}
