using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Rotates an image about its center by a random angle, with bilinear interpolation.</summary>
public sealed class RandomRotation : ImageTransform
{
    private readonly double _degrees;
    private readonly float _fill;

    /// <summary>Creates a transform.</summary>
    /// <param name="degrees">The largest angle in either direction, in degrees.</param>
    /// <param name="fill">The value of pixels from outside of the image, on the scale of features. The default is 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle is not a positive number.</exception>
    public RandomRotation(double degrees, float fill = 0)
    {
        Checks.Positive(degrees, nameof(degrees));
        (_degrees, _fill) = (degrees, fill);
    }

    /// <inheritdoc/>
    public override void Apply(Span<float> image, ImageSize size, Random random)
    {
        var (sin, cos) = Math.SinCos((2 * random.NextDouble() - 1) * _degrees * Math.PI / 180);
        double centerX = (size.Width - 1) / 2.0, centerY = (size.Height - 1) / 2.0;
        Bilinear.Warp(image, size, _fill, (x, y) =>
        {
            var (right, down) = (x - centerX, y - centerY);
            return (centerX + cos * right - sin * down, centerY + sin * right + cos * down);
        });
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"random rotation by at most {_degrees} degrees filled by {_fill}");
}
