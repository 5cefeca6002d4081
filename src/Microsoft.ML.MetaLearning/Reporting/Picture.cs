using System;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Represents an image of bytes.</summary>
/// <param name="Width">The number of pixels in a line.</param>
/// <param name="Height">The number of lines.</param>
/// <param name="Channels">1 for gray, 3 for red, green and blue.</param>
/// <param name="Pixels">[height, width, channels].</param>
internal sealed record Picture(int Width, int Height, int Channels, byte[] Pixels)
{
    /// <summary>The longest side of a picture of an example. Larger images are reduced by a whole factor.</summary>
    public const int LargestExample = 112;

    public Picture(int width, int height, int channels) : this(width, height, channels, new byte[width * height * channels])
    {
    }

    /// <summary>Returns whether examples of a shape can be shown.</summary>
    public static bool CanShow(ReadOnlySpan<long> shape) => shape.Length == 3 && shape[0] > 0 && shape[1] > 1 && shape[2] > 1;

    /// <summary>Returns the smallest and the largest value, which become black and white.</summary>
    public static (float Black, float White) Range(Tensor images) => ((float)images.min().ToNumber(), (float)images.max().ToNumber());

    /// <summary>Draws what a network sees of an image: three channels as colors, any other number as their mean.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="range">The values that become black and white.</param>
    public static Picture Of(Tensor image, (float Black, float White) range)
    {
        using var scope = NewDisposeScope();
        var colors = image.shape[0] == 3 ? image : image.mean([0], keepdim: true);
        var factor = (int)((Math.Max(image.shape[1], image.shape[2]) - 1) / LargestExample + 1);
        var values = colors.to_type(ScalarType.Float32).contiguous().cpu().data<float>().ToArray();
        var (height, width) = ((int)image.shape[1], (int)image.shape[2]);
        var picture = new Picture(width / factor, height / factor, (int)colors.shape[0]);
        var scale = range.White > range.Black ? 255 / (range.White - range.Black) : 0;
        for (var c = 0; c < picture.Channels; c++)
            for (var y = 0; y < picture.Height; y++)
                for (var x = 0; x < picture.Width; x++)
                {
                    var sum = 0f;
                    for (var j = 0; j < factor; j++)
                        for (var i = 0; i < factor; i++)
                            sum += values[(c * height + y * factor + j) * width + x * factor + i];
                    var brightness = (sum / (factor * factor) - range.Black) * scale + 0.5f;
                    picture.Pixels[(y * picture.Width + x) * picture.Channels + c] = (byte)Math.Clamp(brightness, 0, 255);
                }
        return picture;
    }

    /// <summary>Copies a picture of as many channels into this one.</summary>
    public void Draw(Picture picture, int left, int top)
    {
        for (var y = 0; y < picture.Height; y++)
            picture.Pixels.AsSpan(y * picture.Width * Channels, picture.Width * Channels)
                .CopyTo(Pixels.AsSpan(((top + y) * Width + left) * Channels));
    }

    public byte[] ToPng() => Png.Encode(this);
}
