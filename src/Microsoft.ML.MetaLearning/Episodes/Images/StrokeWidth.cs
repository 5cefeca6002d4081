using System;
using System.Buffers;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Makes strokes wider or thinner at random: mixes an image with its dilation or its erosion by one pixel up, down, left and right.
/// </summary>
/// <remarks>It is the same for light strokes on dark ground and dark strokes on light ground.</remarks>
public sealed class StrokeWidth : ImageTransform
{
    private readonly double _change;

    /// <summary>Creates a transform.</summary>
    /// <param name="change">
    /// The largest part of the dilated or eroded image in the mixture, 0 to 1. Erosion may erase strokes of one pixel where it is 1.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not 0 to 1.</exception>
    public StrokeWidth(double change)
    {
        Checks.Probability(change, nameof(change));
        _change = change;
    }

    /// <inheritdoc/>
    public override void Apply(Span<float> image, ImageSize size, Random random)
    {
        var part = (float)((2 * random.NextDouble() - 1) * _change);
        var copy = ArrayPool<float>.Shared.Rent(size.Length);
        var source = copy.AsSpan(0, size.Length);
        image.CopyTo(source);
        for (var start = 0; start < size.Length; start += size.Pixels)
            Mix(source.Slice(start, size.Pixels), image.Slice(start, size.Pixels), size, part);
        ArrayPool<float>.Shared.Return(copy);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"stroke width changed by at most {_change}");

    // source, target: [height, width]; part: above 0 to dilate, below 0 to erode
    private static void Mix(ReadOnlySpan<float> source, Span<float> target, ImageSize size, float part)
    {
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
            {
                var i = y * size.Width + x;
                var (left, right) = (source[x > 0 ? i - 1 : i], source[x < size.Width - 1 ? i + 1 : i]);
                var (up, down) = (source[y > 0 ? i - size.Width : i], source[y < size.Height - 1 ? i + size.Width : i]);
                var changed = part > 0
                    ? Math.Max(source[i], Math.Max(Math.Max(left, right), Math.Max(up, down)))
                    : Math.Min(source[i], Math.Min(Math.Min(left, right), Math.Min(up, down)));
                target[i] = source[i] + Math.Abs(part) * (changed - source[i]);
            }
    }
}
