using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Engine;

namespace Microsoft.ML.MetaLearning.Learning;

/// <summary>How many scalars of native memory the meta-gradient of an episode takes at its peak, counted before it is computed.</summary>
/// <param name="network">Backbone, head and loss.</param>
/// <param name="normalization">How the query is normalized.</param>
/// <param name="support">The rows of the support.</param>
/// <param name="query">The rows of the query.</param>
internal sealed class RecursionMemory(Network network, Normalization normalization, int support, int query)
{
    /// <summary>
    /// What autograd keeps for each scalar of <see cref="PassMemory.Values"/>: in the graph of a loss, and in that of a loss and its gradient. Measured by
    /// <c>build/bench.sh memory</c> on <c>Conv4</c>.
    /// </summary>
    private const double LossGraph = 4, GradientGraph = 9;

    /// <summary>The buffers of a <see cref="ReverseRecursion"/>, those that lie idle among them.</summary>
    public long OfTape(InnerSteps steps, GradientOrder order)
    {
        var rows = QueryRows(steps);
        // The first layer reads a padded copy of its input.
        var inputs = network.InputShape.Length * (support + rows.Sum() + rows.Max());
        var ofQuery = PassMemory.Gradient(network, rows.Max());
        var (ofStep, ofProduct) = order == GradientOrder.Second
            ? (PassMemory.Tape(network, support), PassMemory.Tangents(network, support))
            : (PassMemory.Gradient(network, support), 0);
        // Blocks of a query pass and those of a step are of different shapes: idle ones of the one are of use to the other only if the pool is tight.
        var passes = steps.Checkpointed ? Math.Max(ofQuery, ofStep + ofProduct)
            : order == GradientOrder.Second ? steps.Count * ofStep + ofProduct + ofQuery
            : ofStep + ofQuery;
        return inputs + Vectors(steps) * network.Layout.Length + passes;
    }

    /// <summary>The graphs of autograd, roughly.</summary>
    public long OfAutograd(InnerSteps steps, GradientOrder order)
    {
        double ofQuery = LossGraph * PassMemory.Values(network, QueryRows(steps with { Checkpointed = false }).Max()), values = PassMemory.Values(network, support);
        var graphs = order == GradientOrder.First ? Math.Max(ofQuery, LossGraph * values)
            : steps.Checkpointed ? Math.Max(ofQuery, GradientGraph * values)
            : ofQuery + steps.Count * GradientGraph * values;
        return (long)graphs + Vectors(steps) * network.Layout.Length;
    }

    private int[] QueryRows(InnerSteps steps) =>
        PassRows.OfQuery(support, query, network, normalization, ReverseRecursion.QueryRows(support, steps.Checkpointed)).Select(r => r.Count).ToArray();

    /// <summary>The parameter vectors: the parameters of each step, its direction, its rates and the gradient of its query loss, and those of the way back.</summary>
    private int Vectors(InnerSteps steps)
    {
        const int WayBack = 3, Checkpointed = 4;
        var rates = steps.Rates is null ? 1 : steps.Count;
        var directions = steps is { Checkpointed: true, Rates: null } ? 0 : steps is { Momentum: 0, WeightDecay: 0 } or { Checkpointed: true } ? steps.Count : 2 * steps.Count;
        var queries = Enumerable.Range(0, steps.Count + 1).Count(k => steps.QueryWeight(k) != 0);
        return steps.Count + 1 + rates + directions + queries + WayBack + (steps.Checkpointed ? Checkpointed : 0);
    }
}
