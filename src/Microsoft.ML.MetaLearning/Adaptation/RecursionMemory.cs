using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Engine;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>Forecasts the most scalars of native memory that the meta-gradient of an episode takes.</summary>
/// <param name="network">Backbone, head and loss.</param>
/// <param name="normalization">How the query is normalized.</param>
/// <param name="support">The number of support rows.</param>
/// <param name="query">The number of query rows.</param>
internal sealed class RecursionMemory(Network network, Normalization normalization, int support, int query)
{
    /// <summary>
    /// The scalars that autograd takes for each one of <see cref="PassMemory.Activations"/>: for the loss, for an inner step that waits for
    /// the way back, and for one on the way back. Measured by <c>build/bench.sh memory</c> on <c>Conv4</c>.
    /// </summary>
    private const int LossGraph = 4, StepGraph = 4, StepOnTheWayBack = 13;

    /// <summary>Returns the buffers of a gradient of embeddings: inputs, parameters and their gradient, and one pass.</summary>
    public static long OfEmbedding(Network network, int rows) =>
        rows * network.InputShape.Length + 2 * network.Layout.Length + PassMemory.Pooled(network, rows);

    /// <summary>Returns the buffers of a <see cref="ReverseRecursion{T}"/>, including idle ones.</summary>
    public long OfTape(InnerSteps steps, GradientOrder order)
    {
        var rows = QueryRows(EpisodeTape.QueryRows(support, steps.Checkpointed));
        var inputs = network.InputShape.Length * (support + rows.Sum());
        var second = order == GradientOrder.Second;
        var ofStep = second
            ? PassMemory.Tape(network, support) + PassMemory.Tangents(network, support)
            : PassMemory.Gradient(network, support);
        // Idle blocks of one pass serve another only if the shapes are equal; a tight pool frees them.
        var passes = steps.Checkpointed
            ? Math.Max(PassMemory.Gradient(network, rows.Max()), ofStep)
            : PassMemory.Pooled(network, rows.Max()) + PassMemory.Pooled(network, support)
                + (second ? steps.Count * PassMemory.Tape(network, support) : 0);
        return inputs + Vectors(steps) * network.Layout.Length + passes;
    }

    /// <summary>Estimates the graphs of autograd.</summary>
    public long OfAutograd(InnerSteps steps, GradientOrder order)
    {
        var second = order == GradientOrder.Second;
        var rows = QueryRows(query);
        long ofQuery = LossGraph * PassMemory.Activations(network, rows.Max()), activations = PassMemory.Activations(network, support);
        var graphs = second
            ? Math.Max(ofQuery, StepOnTheWayBack * activations) + (steps.Checkpointed ? 0 : steps.Count * StepGraph * activations)
            : Math.Max(ofQuery, LossGraph * activations);
        return graphs + Vectors(steps) * network.Layout.Length;
    }

    // The rows of each pass.
    private int[] QueryRows(int most) => PassRows.OfQuery(support, query, network, normalization, most).Select(r => r.Count).ToArray();

    /// <summary>
    /// Counts the parameter vectors: of each step the parameters, direction, rates and gradient of the query loss; and those of the way
    /// back.
    /// </summary>
    private static int Vectors(InnerSteps steps)
    {
        const int WayBack = 3, Checkpointed = 4;
        var rates = steps.Rates is null ? 1 : steps.Count;
        var directions = steps is { Checkpointed: true, Rates: null }
            ? 0
            : steps.Rule.IsPlain || steps.Checkpointed ? steps.Count : 2 * steps.Count;
        var queries = Enumerable.Range(0, steps.Count + 1).Count(k => steps.QueryWeight(k) != 0);
        return steps.Count + 1 + rates + directions + queries + WayBack + (steps.Checkpointed ? Checkpointed : 0);
    }
}
