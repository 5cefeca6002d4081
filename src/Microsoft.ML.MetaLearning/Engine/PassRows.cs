using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the rows of a pass.</summary>
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
        return Examples.PartSizes(query, oneBatch ? query : most)
            .Select(count => joint ? new PassRows(support + count, support, support) : Batch(count));
    }
}
