using System;
using System.Buffers;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Moves the pixels of an image by a smooth random field, as a hand does that draws the same shape again: uniform noise, blurred by a
/// Gaussian. Simard, Steinkraus and Platt, Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis, 2003,
/// section 2.
/// </summary>
/// <remarks>It costs several times as much as an affine map, and more the smoother it is: docs/omniglot-within-alphabet.md.</remarks>
public sealed class ElasticDeformation : ImageTransform
{
    private readonly double _displacement;
    private readonly float[] _kernel;
    private readonly double _smoothness;

    /// <summary>Creates a transform.</summary>
    /// <param name="displacement">
    /// The largest root mean square of the shifts in each direction, in pixels. That of an image is uniform between 0 and this.
    /// </param>
    /// <param name="smoothness">The standard deviation of the Gaussian, in pixels. The default is 4.</param>
    /// <exception cref="ArgumentOutOfRangeException">The displacement is negative, or the smoothness not positive.</exception>
    public ElasticDeformation(double displacement, double smoothness = 4)
    {
        Checks.NotNegative(displacement, nameof(displacement));
        Checks.Positive(smoothness, nameof(smoothness));
        (_displacement, _smoothness) = (displacement, smoothness);
        _kernel = Gaussian(smoothness);
    }

    /// <summary>Gets or sets the value of pixels from outside of the image, on the scale of features. The default is 0.</summary>
    public float Fill { get; init; }

    /// <inheritdoc/>
    public override void Apply(Span<float> image, ImageSize size, Random random)
    {
        // Uniform noise on -1 to 1 has a variance of 1/3, and blurring divides it by 4 pi sigma^2.
        var strength = (float)(_displacement * random.NextDouble() * Math.Sqrt(3 * 4 * Math.PI) * _smoothness);
        var fields = ArrayPool<float>.Shared.Rent(3 * size.Pixels);
        var (right, down) = (fields.AsMemory(0, size.Pixels), fields.AsMemory(size.Pixels, size.Pixels));
        var blurred = fields.AsSpan(2 * size.Pixels, size.Pixels);
        foreach (var field in new[] { right, down })
            Draw(field.Span, blurred, size, strength, random);
        Bilinear.Warp(image, size, Fill, (x, y) =>
        {
            var pixel = y * size.Width + x;
            return (x + right.Span[pixel], y + down.Span[pixel]);
        });
        ArrayPool<float>.Shared.Return(fields);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"elastic deformation by at most {_displacement} pixels, smoothness {_smoothness}, filled by {Fill}");

    // field, blurred: [height, width]
    private void Draw(Span<float> field, Span<float> blurred, ImageSize size, float strength, Random random)
    {
        foreach (ref var value in field)
            value = strength * (2 * random.NextSingle() - 1);
        Blur(field, blurred, size.Height, size.Width, step: 1);
        Blur(blurred, field, size.Width, size.Height, step: size.Width);
    }

    /// <summary>Blurs along lines; what lies outside of the image is 0.</summary>
    // source, target: [pixels]; step: from one pixel of a line to the next
    private void Blur(ReadOnlySpan<float> source, Span<float> target, int lines, int length, int step)
    {
        var radius = _kernel.Length / 2;
        var next = step == 1 ? length : 1;
        for (var line = 0; line < lines; line++)
            for (var i = 0; i < length; i++)
            {
                var sum = 0f;
                for (var k = Math.Max(0, i - radius); k <= Math.Min(length - 1, i + radius); k++)
                    sum += _kernel[k - i + radius] * source[line * next + k * step];
                target[line * next + i * step] = sum;
            }
    }

    private static float[] Gaussian(double deviation)
    {
        var radius = (int)Math.Ceiling(2.5 * deviation);
        var kernel = new float[2 * radius + 1];
        var sum = 0.0;
        for (var i = -radius; i <= radius; i++)
            sum += kernel[i + radius] = (float)Math.Exp(-i * i / (2 * deviation * deviation));
        return Array.ConvertAll(kernel, k => (float)(k / sum));
    }
}
