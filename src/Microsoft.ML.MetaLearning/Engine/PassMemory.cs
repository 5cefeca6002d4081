using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Counts the scalars that the blocks of a <see cref="Pass{T}"/> take. It rents and returns what the operations say that they do.
/// </summary>
internal static class PassMemory
{
    /// <summary>Returns the scalars of a pass that keeps its tape, after a backward pass: values and gradients of all nodes.</summary>
    public static long Tape(Network network, int rows) =>
        network.Ops.Sum(op => 2 * op.ShapeFor(rows).Length + op.SavedShape(rows).Length);

    /// <summary>Returns the most scalars that a forward and a backward pass take at once if nothing is kept.</summary>
    public static long Gradient(Network network, int rows) => Peak(network, rows, terms: 1, keepsIdle: false);

    /// <summary>Returns the most scalars that the tangents of a Hessian-vector product take at once, in addition to the tape.</summary>
    public static long Tangents(Network network, int rows) => Peak(network, rows, terms: 2, keepsIdle: false);

    /// <summary>Returns the scalars of a pool after a forward and a backward pass if it frees no rented block.</summary>
    public static long Pooled(Network network, int rows) => Peak(network, rows, terms: 1, keepsIdle: true);

    /// <summary>Returns the activations of all layers; the graph of autograd takes a multiple of them.</summary>
    public static long Activations(Network network, int rows) => network.Ops.Sum(op => op.Activations(rows));

    /// <param name="network">The network.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="terms">The blocks that are summed to a gradient: two for the product rule of tangents.</param>
    /// <param name="keepsIdle">Whether the pool keeps returned blocks, to lend them again for the same shape.</param>
    private static long Peak(Network network, int rows, int terms, bool keepsIdle)
    {
        var idle = new Dictionary<Shape, int>();
        var held = network.Ops.Select(_ => new List<(Shape Shape, bool Rented)>()).Prepend([]).ToArray();
        var hasGradient = new bool[network.Nodes];
        long kept = 0, now = 0, peak = 0;
        foreach (var op in network.Ops)
        {
            Take(op.Output, op.ShapeFor(rows), op.RentsResults);
            Take(op.Output, op.SavedShape(rows), rented: true);
            Take(op.Output, op.ScratchShape(rows), rented: true);
            GiveBack(op.Output, held[op.Output].Count - 1);
        }
        foreach (var op in network.Ops.Reverse())
        {
            Take(op.Output, op.ScratchShape(rows), rented: true);
            foreach (var input in op.Inputs.Where(i => i != Network.InputNode && !op.OverwritesInput))
            {
                // All terms of a gradient exist before they are added.
                var stay = held[input].Count + (hasGradient[input] ? 0 : 1);
                for (var i = 0; i < terms; i++)
                    Take(input, network.Ops[input - 1].ShapeFor(rows), op.RentsResults);
                GiveBack(input, stay);
                hasGradient[input] = true;
            }
            GiveBack(op.Output, 0);
        }
        return kept + peak;

        void Take(int node, Shape shape, bool rented)
        {
            held[node].Add((shape, rented));
            if (!rented || !keepsIdle)
                peak = Math.Max(peak, now += shape.Length);
            else if (idle.GetValueOrDefault(shape) is > 0 and var count)
                idle[shape] = count - 1;
            else
                kept += shape.Length;
        }

        void GiveBack(int node, int stay)
        {
            foreach (var (shape, rented) in held[node].Skip(stay))
                if (rented && keepsIdle)
                    idle[shape] = idle.GetValueOrDefault(shape) + 1;
                else
                    now -= shape.Length;
            held[node].RemoveRange(stay, held[node].Count - stay);
        }
    }
}
