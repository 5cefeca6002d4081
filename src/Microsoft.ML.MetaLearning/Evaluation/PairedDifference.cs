using System;
using System.Globalization;

namespace Microsoft.ML.MetaLearning;

/// <summary>How much more accurate one learner is than another, by the episodes that both were judged on.</summary>
/// <param name="First">The one.</param>
/// <param name="Second">The other.</param>
/// <param name="Difference">
/// The mean over episodes of the accuracy of <paramref name="First"/> less that of <paramref name="Second"/>.
/// </param>
/// <param name="ConfidenceInterval95">
/// Half the width of the 95 % confidence interval of <paramref name="Difference"/>, by Student's t over episodes.
/// </param>
public sealed record PairedDifference(string First, string Second, double Difference, double ConfidenceInterval95)
{
    /// <summary>Whether the interval excludes zero.</summary>
    public bool ExcludesZero => Math.Abs(Difference) > ConfidenceInterval95;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{First} - {Second}: {Difference * 100:+0.00;-0.00;0.00} ± {ConfidenceInterval95 * 100:F2} %");
}
