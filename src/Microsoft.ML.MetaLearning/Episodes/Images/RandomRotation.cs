using System;
using System.Buffers;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning;

/// <summary>A rotation about the center by a random angle, with bilinear interpolation.</summary>
public sealed class RandomRotation : ImageTransform
{
    private readonly double _degrees;
    private readonly float _fill;

    /// <summary>Creates a transform.</summary>
    /// <param name="degrees">The largest angle in either direction, in degrees.</param>
    /// <param name="fill">The value of what comes in from outside, as features are. The default is 0.</param>
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
        var copy = ArrayPool<float>.Shared.Rent(size.Length);
        var source = copy.AsSpan(0, size.Length);
        image.CopyTo(source);
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
            {
                var fromX = centerX + cos * (x - centerX) - sin * (y - centerY);
                var fromY = centerY + sin * (x - centerX) + cos * (y - centerY);
                for (var channel = 0; channel < size.Channels; channel++)
                    image[channel * size.Pixels + y * size.Width + x] = Interpolate(source.Slice(channel * size.Pixels, size.Pixels), size, fromX, fromY);
            }
        ArrayPool<float>.Shared.Return(copy);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"random rotation by at most {_degrees} degrees filled by {_fill}");

    private float Interpolate(ReadOnlySpan<float> channel, ImageSize size, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        float right = (float)(x - left), down = (float)(y - top);
        return (1 - down) * ((1 - right) * At(channel, size, left, top) + right * At(channel, size, left + 1, top))
            + down * ((1 - right) * At(channel, size, left, top + 1) + right * At(channel, size, left + 1, top + 1));
    }

    private float At(ReadOnlySpan<float> channel, ImageSize size, int x, int y) => x >= 0 && x < size.Width && y >= 0 && y < size.Height ? channel[y * size.Width + x] : _fill;
}
