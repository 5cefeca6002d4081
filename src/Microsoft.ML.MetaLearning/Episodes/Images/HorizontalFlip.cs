using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Exchanges left and right at random.</summary>
public sealed class HorizontalFlip : ImageTransform
{
    private readonly double _probability;

    /// <summary>Creates a transform.</summary>
    /// <param name="probability">The probability of a flip, 0 to 1. The default is 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not 0 to 1.</exception>
    public HorizontalFlip(double probability = 0.5)
    {
        Checks.Probability(probability, nameof(probability));
        _probability = probability;
    }

    /// <inheritdoc/>
    public override void Apply(Span<float> image, ImageSize size, Random random)
    {
        if (random.NextDouble() >= _probability)
            return;
        for (var row = 0; row < size.Channels * size.Height; row++)
            image.Slice(row * size.Width, size.Width).Reverse();
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"horizontal flip with probability {_probability}");
}
