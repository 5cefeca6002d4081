using System;
using System.Linq;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Converts the pixels of images to numbers.</summary>
internal sealed class ImagePixels(ImageFrame frame, ImageColors colors, bool invert, PixelRange range)
{
    private const int Rgba = 4, Rgb = 3;
    private const float Scale = 1f / byte.MaxValue;

    // A byte is one of 256 numbers. They are scaled as by ML.NET's ExtractPixels, for the same bits.
    private readonly float[] _values = Enumerable.Range(0, 256).Select(value =>
    {
        var pixel = (invert ? byte.MaxValue - value : value) * Scale;
        return range == PixelRange.MinusOneToOne ? 2 * pixel - 1 : pixel;
    }).ToArray();

    /// <summary>Gets the numbers that pixels are of: a byte times the scale, plus the offset.</summary>
    public (double Scale, double Offset) Line => ((_values[byte.MaxValue] - _values[0]) / byte.MaxValue, _values[0]);

    /// <summary>Reads the pixels of a file, [channels, height, width].</summary>
    /// <param name="file">The image.</param>
    /// <param name="isOneColor">Whether all pixels are the same.</param>
    public float[] Read(string file, out bool isOneColor)
    {
        using var drawn = frame.Draw(file);
        return Convert(drawn, out isOneColor);
    }

    /// <summary>Reads the pixels of a picture that is upright, [channels, height, width].</summary>
    /// <param name="image">The picture.</param>
    /// <param name="isOneColor">Whether all pixels are the same.</param>
    public float[] Read(SKBitmap image, out bool isOneColor)
    {
        using var drawn = frame.Draw(image, SKEncodedOrigin.TopLeft);
        return Convert(drawn, out isOneColor);
    }

    private float[] Convert(SKBitmap drawn, out bool isOneColor)
    {
        var pixels = drawn.GetPixelSpan();
        isOneColor = !MemoryMarshal.Cast<byte, uint>(pixels).ContainsAnyExcept(MemoryMarshal.Read<uint>(pixels));
        return colors == ImageColors.Gray ? Gray(pixels) : Planes(pixels);
    }

    private float[] Planes(ReadOnlySpan<byte> pixels)
    {
        var plane = pixels.Length / Rgba;
        var values = new float[Rgb * plane];
        for (var i = 0; i < values.Length; i++)
            values[i] = _values[pixels[i % plane * Rgba + i / plane]];
        return values;
    }

    private float[] Gray(ReadOnlySpan<byte> pixels)
    {
        var values = new float[pixels.Length / Rgba];
        for (var i = 0; i < values.Length; i++)
            values[i] = _values[Luminance(pixels.Slice(i * Rgba, Rgb))];
        return values;
    }

    // The weights of ML.NET's ConvertToGrayscale, in per cent.
    private static int Luminance(ReadOnlySpan<byte> rgb) => (30 * rgb[0] + 59 * rgb[1] + 11 * rgb[2] + 50) / 100;
}
