using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Rotates, scales, shears and shifts an image about its center at random, with one bilinear interpolation.</summary>
public sealed class RandomAffine : ImageTransform
{
    private readonly double _degrees, _scale, _shear, _translation;

    /// <summary>Creates a transform. Each range may be 0.</summary>
    /// <param name="degrees">The largest angle of rotation in either direction, in degrees.</param>
    /// <param name="scale">
    /// The largest change of width and of height, each by a factor of its own from 1 / (1 + <paramref name="scale"/>) to
    /// 1 + <paramref name="scale"/>. The default is 0.
    /// </param>
    /// <param name="shear">
    /// The largest slant in either direction: how far a row moves sideways, as a part of its distance from the center. The default is 0.
    /// </param>
    /// <param name="translation">The largest shift in each direction, in pixels. The default is 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A range is negative or not a finite number.</exception>
    public RandomAffine(double degrees, double scale = 0, double shear = 0, double translation = 0)
    {
        Checks.NotNegative(degrees, nameof(degrees));
        Checks.NotNegative(scale, nameof(scale));
        Checks.NotNegative(shear, nameof(shear));
        Checks.NotNegative(translation, nameof(translation));
        (_degrees, _scale, _shear, _translation) = (degrees, scale, shear, translation);
    }

    /// <summary>Gets or sets the value of pixels from outside of the image, on the scale of features. The default is 0.</summary>
    public float Fill { get; init; }

    /// <inheritdoc/>
    public override void Apply(Span<float> image, ImageSize size, Random random)
    {
        double Within(double range) => (2 * random.NextDouble() - 1) * range;
        var (sin, cos) = Math.SinCos(Within(_degrees) * Math.PI / 180);
        double width = Math.Exp(Within(Math.Log(1 + _scale))), height = Math.Exp(Within(Math.Log(1 + _scale))), shear = Within(_shear);
        double centerX = (size.Width - 1) / 2.0, centerY = (size.Height - 1) / 2.0;
        double fromX = centerX + Within(_translation), fromY = centerY + Within(_translation);
        // Rotation * shear * scale, from a pixel to the point that it is taken from.
        double xx = cos * width, xy = (cos * shear - sin) * height, yx = sin * width, yy = (sin * shear + cos) * height;
        Bilinear.Warp(image, size, Fill, (x, y) =>
        {
            var (right, down) = (x - centerX, y - centerY);
            return (fromX + xx * right + xy * down, fromY + yx * right + yy * down);
        });
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"random affine map: {_degrees} degrees, scale {_scale}, shear {_shear}, shift {_translation}, filled by {Fill}");
}
