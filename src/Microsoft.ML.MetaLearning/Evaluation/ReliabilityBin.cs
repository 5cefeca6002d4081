using System;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning;

/// <summary>The query examples whose confidence, the largest probability, lies in one range: a row of a reliability table.</summary>
/// <param name="From">The smallest confidence of the range.</param>
/// <param name="To">Where the range ends; 1 belongs to the last.</param>
/// <param name="Count">The number of examples.</param>
/// <param name="Confidence">Their mean confidence; not a number if there are none.</param>
/// <param name="Accuracy">Their accuracy; not a number if there are none.</param>
public sealed record ReliabilityBin(double From, double To, int Count, double Confidence, double Accuracy)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture, $"{From:F2} to {To:F2}: {Count} examples, confidence {Confidence:F3}, accuracy {Accuracy:F3}");
}

/// <summary>
/// Confidence beside accuracy. Guo et al., <a href="https://arxiv.org/abs/1706.04599">On Calibration of Modern Neural Networks</a>, 2017.
/// </summary>
internal static class Reliability
{
    private const int Bins = 15;

    /// <param name="confidences">The largest probability of each example.</param>
    /// <param name="hits">1 where its class is right, otherwise 0.</param>
    public static ReliabilityBin[] Table(double[] confidences, long[] hits)
    {
        var members = confidences.Zip(hits, (confidence, hit) => (Confidence: confidence, Hit: hit))
            .ToLookup(p => Math.Min((int)(p.Confidence * Bins), Bins - 1));
        return Enumerable.Range(0, Bins).Select(i => new ReliabilityBin(
            i / (double)Bins,
            (i + 1) / (double)Bins,
            members[i].Count(),
            members[i].Select(p => p.Confidence).DefaultIfEmpty(double.NaN).Average(),
            members[i].Select(p => (double)p.Hit).DefaultIfEmpty(double.NaN).Average())).ToArray();
    }

    /// <summary>The mean distance between confidence and accuracy over the examples.</summary>
    public static double CalibrationError(ReliabilityBin[] table) =>
        table.Where(b => b.Count > 0).Sum(b => b.Count * Math.Abs(b.Confidence - b.Accuracy)) / table.Sum(b => b.Count);
}
