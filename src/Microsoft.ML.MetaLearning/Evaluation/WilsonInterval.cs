using System;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>The 95 % confidence interval of a rate. Wilson, <a href="https://doi.org/10.1080/01621459.1927.10502953">1927</a>.</summary>
internal static class WilsonInterval
{
    private const double Normal975 = 1.959963984540054;

    public static (double Low, double High) Of(int successes, int trials)
    {
        const double Squared = Normal975 * Normal975;
        var rate = (double)successes / trials;
        var middle = (rate + Squared / (2 * trials)) / (1 + Squared / trials);
        var half = Normal975 / (1 + Squared / trials)
            * Math.Sqrt(rate * (1 - rate) / trials + Squared / (4.0 * trials * trials));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
