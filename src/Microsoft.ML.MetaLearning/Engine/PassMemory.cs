using System;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// The scalars that the blocks of a <see cref="Pass{T}"/> take, counted from the shapes of its network. What is as small as a channel is
/// left out.
/// </summary>
internal static class PassMemory
{
    /// <summary>Values and what operations save, after a forward pass.</summary>
    public static long Values(Network network, int rows) => network.Ops.Sum(op => ValueAndSaved(op, rows));

    /// <summary>A pass that keeps its tape, after a backward pass: the gradient of every node beside its value.</summary>
    public static long Tape(Network network, int rows) => Values(network, rows) + network.Ops.Sum(op => op.ShapeFor(rows).Length);

    /// <summary>The most that a forward and a backward pass take at once where nothing is kept.</summary>
    public static long Gradient(Network network, int rows) => PeakOnTheWayBack(network, rows, terms: 1);

    /// <summary>The most that the tangents of a Hessian-vector product take at once, beside the tape.</summary>
    public static long Tangents(Network network, int rows) => PeakOnTheWayBack(network, rows, terms: 2);

    /// <summary>
    /// What a pool has that lends blocks for a forward and a backward pass and frees none. Results of the library are freed.
    /// </summary>
    public static long Pooled(Network network, int rows) => Values(network, rows) +
        network.Ops.Where(op => !op.OverwritesInput && op is not Convolution).SelectMany(op => op.Inputs).Where(i => i != Network.InputNode).Sum(i => Length(network, i, rows));

    /// <summary>The activations of layers, of which normalization by a batch is none on the tape.</summary>
    public static long Activations(Network network, int rows) => network.Ops.Where(op => op is not LayerNormalization).Sum(op => op.ShapeFor(rows).Length);

    /// <param name="network">The network.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="terms">The blocks whose sum a gradient is; a product of tangents has two.</param>
    private static long PeakOnTheWayBack(Network network, int rows, int terms)
    {
        // What each node holds. An operation adds the gradients of its inputs, before everything of its result is freed.
        var held = network.Ops.Select(op => ValueAndSaved(op, rows)).Prepend(0).ToArray();
        var hasGradient = new bool[network.Nodes];
        long now = held.Sum(), peak = now;
        foreach (var op in network.Ops.Reverse())
        {
            foreach (var input in op.Inputs.Where(i => i != Network.InputNode && !op.OverwritesInput))
            {
                var gradient = Length(network, input, rows);
                peak = Math.Max(peak, now + terms * gradient);
                if (hasGradient[input])
                    continue;
                hasGradient[input] = true;
                held[input] += gradient;
                now += gradient;
            }
            now -= held[op.Output];
        }
        return peak;
    }

    private static long Length(Network network, int node, int rows) => network.Ops[node - 1].ShapeFor(rows).Length;

    private static long ValueAndSaved(Op op, int rows) => op.ShapeFor(rows).Length + op.SavedLength(rows);
}
