using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Engine;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>How many scalars of native memory the meta-gradient of an episode takes at its peak, counted before it is computed.</summary>
/// <param name="network">Backbone, head and loss.</param>
/// <param name="normalization">How the query is normalized.</param>
/// <param name="support">The rows of the support.</param>
/// <param name="query">The rows of the query.</param>
internal sealed class RecursionMemory(Network network, Normalization normalization, int support, int query)
{
    /// <summary>
    /// What autograd takes for each scalar of <see cref="PassMemory.Activations"/>: for the loss, for an inner step whose graph waits for
    /// the way back, and for one that is taken back. Measured by <c>build/bench.sh memory</c> on <c>Conv4</c>.
    /// </summary>
    private const int LossGraph = 4, StepGraph = 4, StepOnTheWayBack = 13;

    /// <summary>The buffers of a gradient of embeddings: inputs, parameters and their gradient, and one pass.</summary>
    public static long OfEmbedding(Network network, int rows) =>
        rows * network.InputShape.Length + 2 * network.Layout.Length + PassMemory.Pooled(network, rows);

    /// <summary>The buffers of a <see cref="ReverseRecursion{T}"/>, those that lie idle among them.</summary>
    public long OfTape(InnerSteps steps, GradientOrder order)
    {
        var rows = QueryRows(EpisodeTape.QueryRows(support, steps.Checkpointed));
        var inputs = network.InputShape.Length * (support + rows.Sum());
        var second = order == GradientOrder.Second;
        var ofStep = second ? PassMemory.Tape(network, support) + PassMemory.Tangents(network, support) : PassMemory.Gradient(network, support);
        // What lies idle of one pass is of use to another of the same shapes alone, but in a tight pool makes room for it.
        var passes = steps.Checkpointed
            ? Math.Max(PassMemory.Gradient(network, rows.Max()), ofStep)
            : PassMemory.Pooled(network, rows.Max()) + PassMemory.Pooled(network, support) + (second ? steps.Count * PassMemory.Tape(network, support) : 0);
        return inputs + Vectors(steps) * network.Layout.Length + passes;
    }

    /// <summary>The graphs of autograd, roughly.</summary>
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
    /// The parameter vectors: the parameters of each step, its direction, its rates and the gradient of its query loss, and those of the
    /// way back.
    /// </summary>
    private int Vectors(InnerSteps steps)
    {
        const int WayBack = 3, Checkpointed = 4;
        var rates = steps.Rates is null ? 1 : steps.Count;
        var directions = steps is { Checkpointed: true, Rates: null } ? 0 : steps.Rule.IsPlain || steps.Checkpointed ? steps.Count : 2 * steps.Count;
        var queries = Enumerable.Range(0, steps.Count + 1).Count(k => steps.QueryWeight(k) != 0);
        return steps.Count + 1 + rates + directions + queries + WayBack + (steps.Checkpointed ? Checkpointed : 0);
    }
}
