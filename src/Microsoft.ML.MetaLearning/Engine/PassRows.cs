using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the rows of a pass.</summary>
/// <param name="Count">The number of rows.</param>
/// <param name="Statistics">The number of first rows that batch normalization takes its moments from; gradients flow through them.</param>
/// <param name="FirstOfLoss">The first of the rows that the loss is the mean over.</param>
internal readonly record struct PassRows(int Count, int Statistics, int FirstOfLoss)
{
    public static PassRows Batch(int count) => new(count, count, 0);

    public int OfLoss => Count - FirstOfLoss;

    /// <summary>
    /// Returns the passes of a query, each of at most <paramref name="most"/> query rows; one pass if the rows depend on each other. If the
    /// support gives the moments, it comes first in every pass.
    /// </summary>
    public static IEnumerable<PassRows> OfQuery(int support, int query, Network network, Normalization normalization, int most)
    {
        var oneBatch = normalization == Normalization.TransductiveBatch && network.HasBatchNormalization;
        var joint = normalization == Normalization.SupportStatistics && network.HasBatchNormalization;
        return Examples.PartSizes(query, oneBatch ? query : most)
            .Select(count => joint ? new PassRows(support + count, support, support) : Batch(count));
    }
}
