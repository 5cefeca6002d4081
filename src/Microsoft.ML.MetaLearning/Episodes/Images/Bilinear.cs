using System;
using System.Buffers;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning;

/// <summary>Moves the pixels of an image, with bilinear interpolation.</summary>
internal static class Bilinear
{
    /// <summary>Returns the point of the source that a pixel is taken from.</summary>
    /// <param name="x">The column of the pixel.</param>
    /// <param name="y">The row of the pixel.</param>
    public delegate (double X, double Y) PointOf(int x, int y);

    /// <summary>Takes every pixel of all channels from a point of the image as it was.</summary>
    /// <param name="image">[channels, height, width], changed in place.</param>
    /// <param name="size">The size of the image.</param>
    /// <param name="fill">The value outside of the image.</param>
    /// <param name="pointOf">The point of a pixel.</param>
    public static void Warp(Span<float> image, ImageSize size, float fill, PointOf pointOf)
    {
        var copy = ArrayPool<float>.Shared.Rent(size.Length);
        var source = copy.AsSpan(0, size.Length);
        image.CopyTo(source);
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
                Interpolate(source, image, size, y * size.Width + x, pointOf(x, y), fill);
        ArrayPool<float>.Shared.Return(copy);
    }

    /// <summary>Sets a pixel of all channels to a mixture of four pixels of the source.</summary>
    private static void Interpolate(
        ReadOnlySpan<float> source, Span<float> image, ImageSize size, int pixel, (double X, double Y) point, float fill)
    {
        int left = (int)Math.Floor(point.X), top = (int)Math.Floor(point.Y);
        float right = (float)(point.X - left), down = (float)(point.Y - top);
        var inside = left >= 0 && left < size.Width - 1 && top >= 0 && top < size.Height - 1;
        for (var start = 0; start < size.Length; start += size.Pixels)
        {
            var channel = source.Slice(start, size.Pixels);
            var first = top * size.Width + left;
            var (a, b, c, d) = inside
                ? (channel[first], channel[first + 1], channel[first + size.Width], channel[first + size.Width + 1])
                : (At(channel, size, left, top, fill), At(channel, size, left + 1, top, fill),
                    At(channel, size, left, top + 1, fill), At(channel, size, left + 1, top + 1, fill));
            image[start + pixel] = (1 - down) * ((1 - right) * a + right * b) + down * ((1 - right) * c + right * d);
        }
    }

    private static float At(ReadOnlySpan<float> channel, ImageSize size, int x, int y, float fill) =>
        x >= 0 && x < size.Width && y >= 0 && y < size.Height ? channel[y * size.Width + x] : fill;
}
