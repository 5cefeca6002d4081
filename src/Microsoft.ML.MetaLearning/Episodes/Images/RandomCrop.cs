using System;
using System.Buffers;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Adds a margin on all sides and cuts out a random part of the original size, which shifts the image.</summary>
public sealed class RandomCrop : ImageTransform
{
    private readonly int _padding;
    private readonly float _fill;

    /// <summary>Creates a transform.</summary>
    /// <param name="padding">The width of the margin, in pixels.</param>
    /// <param name="fill">The value of the margin, on the scale of features. The default is 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The padding is not positive.</exception>
    public RandomCrop(int padding, float fill = 0)
    {
        Checks.Positive(padding, nameof(padding));
        (_padding, _fill) = (padding, fill);
    }

    /// <inheritdoc/>
    public override void Apply(Span<float> image, ImageSize size, Random random)
    {
        int down = random.Next(-_padding, _padding + 1), right = random.Next(-_padding, _padding + 1);
        var copy = ArrayPool<float>.Shared.Rent(size.Length);
        var source = copy.AsSpan(0, size.Length);
        image.CopyTo(source);
        image.Fill(_fill);
        int columns = size.Width - Math.Abs(right), from = Math.Max(right, 0), to = Math.Max(-right, 0);
        for (var channel = 0; channel < size.Channels && columns > 0; channel++)
            for (var y = Math.Max(0, -down); y < Math.Min(size.Height, size.Height - down); y++)
            {
                var row = channel * size.Pixels + y * size.Width;
                source.Slice(row + down * size.Width + from, columns).CopyTo(image.Slice(row + to, columns));
            }
        ArrayPool<float>.Shared.Return(copy);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"random crop with a padding of {_padding} filled by {_fill}");
}
