using System;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>How well one number tells two sets of rows apart.</summary>
internal static class RocCurve
{
    /// <summary>
    /// The area under the receiver operating characteristic: the probability that a row of the second set has a larger number than one of
    /// the first, a tie counting half. By ranks (Mann and Whitney, 1947).
    /// </summary>
    public static double Area(ReadOnlySpan<float> smaller, ReadOnlySpan<float> larger)
    {
        var (first, second) = (Sorted(smaller), Sorted(larger));
        double below = 0;
        int less = 0, notGreater = 0;
        foreach (var value in second)
        {
            while (less < first.Length && first[less] < value)
                less++;
            notGreater = Math.Max(notGreater, less);
            while (notGreater < first.Length && first[notGreater] <= value)
                notGreater++;
            below += (less + notGreater) / 2.0;
        }
        return below / ((double)first.Length * second.Length);
    }

    /// <summary>The smallest of the numbers that at most a part of them exceeds.</summary>
    public static float Quantile(ReadOnlySpan<float> values, double exceeding)
    {
        var sorted = Sorted(values);
        return sorted[Math.Clamp(sorted.Length - 1 - (int)Math.Floor(exceeding * sorted.Length + 1e-9), 0, sorted.Length - 1)];
    }

    private static float[] Sorted(ReadOnlySpan<float> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
