using System;
using System.Buffers;
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
        var copy = ArrayPool<float>.Shared.Rent(size.Length);
        var source = copy.AsSpan(0, size.Length);
        image.CopyTo(source);
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
            {
                var (right, down) = (x - centerX, y - centerY);
                Interpolate(
                    source, image, size, y * size.Width + x, centerX + cos * right - sin * down, centerY + sin * right + cos * down);
            }
        ArrayPool<float>.Shared.Return(copy);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"random rotation by at most {_degrees} degrees filled by {_fill}");

    /// <summary>Sets a pixel of all channels to a mixture of four pixels of the source.</summary>
    private void Interpolate(ReadOnlySpan<float> source, Span<float> image, ImageSize size, int pixel, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        float right = (float)(x - left), down = (float)(y - top);
        var inside = left >= 0 && left < size.Width - 1 && top >= 0 && top < size.Height - 1;
        for (var start = 0; start < size.Length; start += size.Pixels)
        {
            var channel = source.Slice(start, size.Pixels);
            var first = top * size.Width + left;
            var (a, b, c, d) = inside
                ? (channel[first], channel[first + 1], channel[first + size.Width], channel[first + size.Width + 1])
                : (At(channel, size, left, top), At(channel, size, left + 1, top),
                    At(channel, size, left, top + 1), At(channel, size, left + 1, top + 1));
            image[start + pixel] = (1 - down) * ((1 - right) * a + right * b) + down * ((1 - right) * c + right * d);
        }
    }

    private float At(ReadOnlySpan<float> channel, ImageSize size, int x, int y) =>
        x >= 0 && x < size.Width && y >= 0 && y < size.Height ? channel[y * size.Width + x] : _fill;
}
