using System;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning;

/// <summary>Left and right are exchanged, or not.</summary>
public sealed class HorizontalFlip : ImageTransform
{
    private readonly double _probability;

    /// <summary>Creates a transform.</summary>
    /// <param name="probability">How often, 0 to 1. The default is 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not 0 to 1.</exception>
    public HorizontalFlip(double probability = 0.5)
    {
        if (probability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, $"{nameof(probability)} must be 0 to 1.");
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
