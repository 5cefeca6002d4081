using System;
using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Counts values between limits. Values that are not finite numbers are left out.</summary>
internal sealed class ValueHistogram
{
    private const int Buckets = 30;

    public ValueHistogram(ReadOnlySpan<float> values)
    {
        (Minimum, Maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                continue;
            (Minimum, Maximum) = (Math.Min(Minimum, value), Math.Max(Maximum, value));
            Count++;
            Sum += value;
            SumOfSquares += value * value;
        }
        var buckets = Count == 0 ? 0 : Minimum == Maximum ? 1 : Buckets;
        var (limits, counts) = (new double[buckets], new double[buckets]);
        for (var i = 0; i < buckets; i++)
            limits[i] = i == buckets - 1 ? Maximum : Minimum + (Maximum - Minimum) * (i + 1) / buckets;
        foreach (double value in values)
            if (double.IsFinite(value))
                counts[buckets == 1 ? 0 : Math.Min((int)((value - Minimum) / (Maximum - Minimum) * buckets), buckets - 1)]++;
        (Limits, Counts) = (limits, counts);
    }

    public double Minimum { get; }

    public double Maximum { get; }

    public long Count { get; }

    public double Sum { get; }

    public double SumOfSquares { get; }

    /// <summary>Gets the upper end of each bucket.</summary>
    public IReadOnlyList<double> Limits { get; }

    /// <summary>Gets the number of values in each bucket.</summary>
    public IReadOnlyList<double> Counts { get; }
}
