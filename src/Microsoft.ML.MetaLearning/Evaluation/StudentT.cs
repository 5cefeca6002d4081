using System;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Confidence intervals of means.</summary>
internal static class StudentT
{
    private const double Normal975 = 1.959963984540054;

    /// <summary>
    /// The 97.5 % quantile of Student's t distribution. Exact for 1 and 2 degrees of freedom, otherwise the Cornish-Fisher expansion in
    /// 1/degrees (Abramowitz and Stegun, 26.7.5), whose error is below 0.01 from 3 degrees on and below 1e-4 from 8.
    /// </summary>
    public static double Quantile975(int degrees)
    {
        if (degrees == 1)
            return Math.Tan(Math.PI * 0.475);
        if (degrees == 2)
            return 0.95 * Math.Sqrt(2 / (1 - 0.95 * 0.95));
        double z = Normal975, z2 = z * z, n = degrees;
        var g1 = z * (z2 + 1) / 4;
        var g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
        var g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
        var g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
        return z + (g1 + (g2 + (g3 + g4 / n) / n) / n) / n;
    }

    /// <summary>The mean, and half the width of its 95 % confidence interval; not a number for fewer than two values.</summary>
    public static (double Mean, double Interval) Mean(ReadOnlySpan<double> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
            sum += value;
        var mean = sum / values.Length;
        if (values.Length < 2)
            return (mean, double.NaN);
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, Quantile975(values.Length - 1) * Math.Sqrt(squares / (values.Length - 1) / values.Length));
    }
}
