using System;
using System.Drawing;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Draws images, upright and on a background, into a frame of another size.</summary>
internal sealed class ImageFrame(int width, int height, ImageFit fit, Color background)
{
    /// <summary>Draws a file. The caller owns the frame: red, green, blue and alpha, a byte each.</summary>
    public SKBitmap Draw(string file)
    {
        using var image = ImageFile.Decode(file, out var origin);
        return Draw(image, origin);
    }

    /// <summary>Draws a picture, turned as its origin says. The caller owns the frame, as above.</summary>
    public SKBitmap Draw(SKBitmap image, SKEncodedOrigin origin)
    {
        var frame = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(frame);
        // ML.NET's ResizeImages draws so when it crops or pads.
        using var paint = new SKPaint { FilterQuality = SKFilterQuality.High };
        canvas.Clear(new SKColor((uint)background.ToArgb()));
        var (storedWidth, storedHeight) = origin < SKEncodedOrigin.LeftTop ? (width, height) : (height, width);
        canvas.SetMatrix(Upright(origin, storedWidth, storedHeight));
        canvas.DrawBitmap(image, image.Info.Rect, Place(image, storedWidth, storedHeight), paint);
        return frame;
    }

    /// <summary>Returns the transform that turns a stored picture upright.</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    /// <summary>Returns where the image lies in the frame, centered.</summary>
    private SKRect Place(SKBitmap image, int frameWidth, int frameHeight)
    {
        var (across, down) = ((double)frameWidth / image.Width, (double)frameHeight / image.Height);
        (across, down) = fit switch
        {
            ImageFit.Crop => (Math.Max(across, down), Math.Max(across, down)),
            ImageFit.Pad => (Math.Min(across, down), Math.Min(across, down)),
            _ => (across, down),
        };
        var (placeWidth, placeHeight) = ((float)(image.Width * across), (float)(image.Height * down));
        return SKRect.Create((frameWidth - placeWidth) / 2, (frameHeight - placeHeight) / 2, placeWidth, placeHeight);
    }
}
