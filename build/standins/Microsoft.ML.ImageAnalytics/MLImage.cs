using System;
using System.IO;

namespace Microsoft.ML.Data;

/// <summary>An image in memory: four bytes a pixel, rows from top to bottom, alpha premultiplied.</summary>
public sealed class MLImage : IDisposable
{
    internal const int BytesPerPixel = 4;
    internal const int AlphaIndex = 3;

    private readonly int _width;
    private readonly int _height;
    private readonly MLPixelFormat _pixelFormat;
    private byte[]? _pixels;
    private string? _tag;

    internal MLImage(int width, int height, MLPixelFormat pixelFormat, byte[] pixels)
    {
        _width = width;
        _height = height;
        _pixelFormat = pixelFormat;
        _pixels = pixels;
    }

    public int Width
    {
        get
        {
            ThrowIfDisposed();
            return _width;
        }
    }

    public int Height
    {
        get
        {
            ThrowIfDisposed();
            return _height;
        }
    }

    public MLPixelFormat PixelFormat
    {
        get
        {
            ThrowIfDisposed();
            return _pixelFormat;
        }
    }

    public int BitsPerPixel
    {
        get
        {
            ThrowIfDisposed();
            return BytesPerPixel * 8;
        }
    }

    public string? Tag
    {
        get
        {
            ThrowIfDisposed();
            return _tag;
        }
        set
        {
            ThrowIfDisposed();
            _tag = value;
        }
    }

    public ReadOnlySpan<byte> Pixels => ThrowIfDisposed();

    public byte[] GetBGRPixels
    {
        get
        {
            byte[] pixels = ThrowIfDisposed();
            var (red, green, blue) = ColorIndices;
            var colors = new byte[_width * _height * 3];
            for (int from = 0, to = 0; from < pixels.Length; from += BytesPerPixel, to += 3)
            {
                colors[to] = pixels[from + blue];
                colors[to + 1] = pixels[from + green];
                colors[to + 2] = pixels[from + red];
            }
            return colors;
        }
    }

    /// <summary>Where in a pixel the colours stand; alpha is last in both formats.</summary>
    internal (int Red, int Green, int Blue) ColorIndices => _pixelFormat == MLPixelFormat.Rgba32 ? (0, 1, 2) : (2, 1, 0);

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        return Decode(File.ReadAllBytes(imagePath), $"file \"{imagePath}\"", nameof(imagePath));
    }

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using var copy = new MemoryStream();
        imageStream.CopyTo(copy);
        return Decode(copy.GetBuffer().AsSpan(0, (int)copy.Length), "stream", nameof(imageStream));
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException($"Unsupported pixel format {pixelFormat}; use Bgra32 or Rgba32.", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException($"The width {width} must be positive.", nameof(width));
        if (height <= 0)
            throw new ArgumentException($"The height {height} must be positive.", nameof(height));
        long needed = (long)width * height * BytesPerPixel;
        if (imagePixelData.Length != needed)
            throw new ArgumentException($"{width}x{height} pixels are {needed} bytes, not {imagePixelData.Length}.", nameof(imagePixelData));
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    public void Save(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        byte[] pixels = ThrowIfDisposed();
        bool asJpeg = Path.GetExtension(imagePath).ToLowerInvariant() switch
        {
            ".png" => false,
            ".jpg" or ".jpeg" => true,
            var other => throw new ArgumentException($"\"{imagePath}\" has the extension \"{other}\"; images are saved as .png, .jpg or .jpeg.", nameof(imagePath)),
        };

        // JPEG knows no alpha: what is written is the image before a black background, that is, the premultiplied colours.
        var (red, green, blue) = ColorIndices;
        var rgba = new byte[pixels.Length];
        for (int i = 0; i < pixels.Length; i += BytesPerPixel)
        {
            byte alpha = pixels[i + AlphaIndex];
            byte divisor = asJpeg ? byte.MaxValue : alpha;
            rgba[i] = Divide(pixels[i + red], divisor);
            rgba[i + 1] = Divide(pixels[i + green], divisor);
            rgba[i + 2] = Divide(pixels[i + blue], divisor);
            rgba[i + 3] = alpha;
        }
        File.WriteAllBytes(imagePath, NativeImage.Encode(rgba, _width, _height, asJpeg));
    }

    public void Dispose()
    {
        _pixels = null;
    }

    private static MLImage Decode(ReadOnlySpan<byte> encoded, string source, string parameterName)
    {
        byte[]? pixels = NativeImage.Decode(encoded, out int width, out int height, out string? reason);
        if (pixels is null)
            throw new ArgumentException($"The {source} holds no image that can be read: {reason ?? "unknown format"}.", parameterName);
        return new MLImage(width, height, MLPixelFormat.Bgra32, pixels);
    }

    private static byte Divide(byte color, byte alpha)
    {
        if (alpha is 0 or byte.MaxValue)
            return color;
        return (byte)Math.Min(byte.MaxValue, (color * byte.MaxValue + alpha / 2) / alpha);
    }

    private byte[] ThrowIfDisposed()
    {
        return _pixels ?? throw new InvalidOperationException("Object is disposed.");
    }
}
