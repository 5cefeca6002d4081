using System;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How an image of one size is made one of another, for each kind of resizing.</summary>
internal static class ImageFitting
{
    public static MLImage Resize(MLImage source, int width, int height, ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor)
    {
        return kind switch
        {
            ImageResizingEstimator.ResizingKind.IsoPad => Pad(source, width, height),
            ImageResizingEstimator.ResizingKind.IsoCrop => Crop(source, width, height, anchor),
            _ => Draw(source, (0, 0, 1, 1), width, height, 0, 0, width, height),
        };
    }

    private static MLImage Pad(MLImage source, int width, int height)
    {
        double scale = Math.Min((double)width / source.Width, (double)height / source.Height);
        int scaledWidth = Scale(source.Width, scale);
        int scaledHeight = Scale(source.Height, scale);
        return Draw(source, (0, 0, 1, 1), width, height, (width - scaledWidth) / 2, (height - scaledHeight) / 2, scaledWidth, scaledHeight);
    }

    private static MLImage Crop(MLImage source, int width, int height, ImageResizingEstimator.Anchor anchor)
    {
        double scale = Math.Max((double)width / source.Width, (double)height / source.Height);
        int scaledWidth = Math.Max(width, Scale(source.Width, scale));
        int scaledHeight = Math.Max(height, Scale(source.Height, scale));
        int left = anchor switch
        {
            ImageResizingEstimator.Anchor.Left => 0,
            ImageResizingEstimator.Anchor.Right => scaledWidth - width,
            _ => (scaledWidth - width) / 2,
        };
        int top = anchor switch
        {
            ImageResizingEstimator.Anchor.Top => 0,
            ImageResizingEstimator.Anchor.Bottom => scaledHeight - height,
            _ => (scaledHeight - height) / 2,
        };
        var part = (
            (float)left / scaledWidth, (float)top / scaledHeight,
            (float)(left + width) / scaledWidth, (float)(top + height) / scaledHeight);
        return Draw(source, part, width, height, 0, 0, width, height);
    }

    private static int Scale(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale));

    /// <summary>Draws a part of the source, scaled, on a black image.</summary>
    private static MLImage Draw(
        MLImage source, (float Left, float Top, float Right, float Bottom) part,
        int width, int height, int x, int y, int drawnWidth, int drawnHeight)
    {
        int stride = width * MLImage.BytesPerPixel;
        var pixels = new byte[height * stride];
        NativeImage.Resize(
            source.Pixels, source.Width, source.Height, part,
            pixels.AsSpan(y * stride + x * MLImage.BytesPerPixel), stride, drawnWidth, drawnHeight);

        bool swapColors = source.PixelFormat == MLPixelFormat.Rgba32;
        for (int i = 0; i < pixels.Length; i += MLImage.BytesPerPixel)
        {
            if (swapColors)
                (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
            pixels[i + MLImage.AlphaIndex] = byte.MaxValue;
        }
        return new MLImage(width, height, MLPixelFormat.Bgra32, pixels);
    }
}
