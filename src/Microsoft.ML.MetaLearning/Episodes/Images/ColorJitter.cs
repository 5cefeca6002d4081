using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Multiplies brightness, contrast and saturation, in this order, by random factors: relative to black, to the mean gray of the image, and
/// to the gray of each pixel.
/// </summary>
public sealed class ColorJitter : ImageTransform
{
    // The luma of ITU-R BT.601.
    private const float Red = 0.299f, Green = 0.587f, Blue = 0.114f;
    private readonly double _brightness, _contrast, _saturation;

    /// <summary>Creates a transform.</summary>
    /// <param name="brightness">The range of the factor: 1 minus this, but at least 0, to 1 plus this.</param>
    /// <param name="contrast">The same for contrast.</param>
    /// <param name="saturation">The same for saturation. Gray images have none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public ColorJitter(double brightness, double contrast, double saturation)
    {
        Checks.NotNegative(brightness, nameof(brightness));
        Checks.NotNegative(contrast, nameof(contrast));
        Checks.NotNegative(saturation, nameof(saturation));
        (_brightness, _contrast, _saturation) = (brightness, contrast, saturation);
    }

    /// <summary>Gets or sets the value of white before normalization. Black is 0. The default is 1.</summary>
    public float White { get; init; } = 1;

    /// <summary>
    /// Gets or sets the means that the pipeline has subtracted from the channels, one for all or one each. The default is 0: features are
    /// not normalized.
    /// </summary>
    public float[] Means { get; init; } = [0];

    /// <summary>
    /// Gets or sets the standard deviations by which the pipeline has then divided the channels, one for all or one each. The default is 1.
    /// </summary>
    public float[] Deviations { get; init; } = [1];

    /// <inheritdoc/>
    public override void Apply(Span<float> image, ImageSize size, Random random)
    {
        var (brightness, contrast, saturation) = (Factor(random, _brightness), Factor(random, _contrast), Factor(random, _saturation));
        for (var c = 0; c < size.Channels; c++)
            foreach (ref var value in image.Slice(c * size.Pixels, size.Pixels))
                value = Clamp((value * Of(Deviations, c) + Of(Means, c)) * brightness);
        var mean = 0.0;
        for (var pixel = 0; pixel < size.Pixels; pixel++)
            mean += Gray(image, size, pixel);
        Blend(image, (float)(mean / size.Pixels), contrast);
        if (size.Channels == 3)
            Saturate(image, size, saturation);
        for (var c = 0; c < size.Channels; c++)
            foreach (ref var value in image.Slice(c * size.Pixels, size.Pixels))
                value = (value - Of(Means, c)) / Of(Deviations, c);
    }

    /// <inheritdoc/>
    public override void Check(ImageSize size)
    {
        if (size.Channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(size), size.Channels, $"{nameof(ColorJitter)} needs images of 1 or 3 channels.");
        Checks.Positive(White, nameof(White));
        foreach (var (values, name) in new[] { (Means, nameof(Means)), (Deviations, nameof(Deviations)) })
            if (values.Length != 1 && values.Length != size.Channels)
                throw new ArgumentOutOfRangeException(
                    name, values.Length, $"{name} must have one value, or one for each of {size.Channels} channels.");
        if (!Means.All(float.IsFinite))
            throw new ArgumentOutOfRangeException(nameof(Means), $"{nameof(Means)} must be finite numbers.");
        foreach (var deviation in Deviations)
            Checks.Positive(deviation, nameof(Deviations));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
            $"color jitter of brightness {_brightness}, contrast {_contrast} and saturation {_saturation} up to white {White}, ")
        + $"means {string.Join(' ', Means)}, deviations {string.Join(' ', Deviations)}";

    private static float Factor(Random random, double strength)
    {
        var least = Math.Max(0, 1 - strength);
        return (float)(least + (1 + strength - least) * random.NextDouble());
    }

    private static float Of(float[] values, int channel) => values.Length == 1 ? values[0] : values[channel];

    private static float Gray(ReadOnlySpan<float> image, ImageSize size, int pixel) => size.Channels == 1
        ? image[pixel]
        : Red * image[pixel] + Green * image[size.Pixels + pixel] + Blue * image[2 * size.Pixels + pixel];

    private void Saturate(Span<float> image, ImageSize size, float factor)
    {
        for (var pixel = 0; pixel < size.Pixels; pixel++)
        {
            var gray = Gray(image, size, pixel);
            for (var c = 0; c < size.Channels; c++)
                Blend(image.Slice(c * size.Pixels + pixel, 1), gray, factor);
        }
    }

    private void Blend(Span<float> values, float towards, float factor)
    {
        foreach (ref var value in values)
            value = Clamp(towards + factor * (value - towards));
    }

    private float Clamp(float value) => Math.Clamp(value, 0, White);
}
