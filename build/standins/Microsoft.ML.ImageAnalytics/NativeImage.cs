using System;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>The functions of libimageshim; see build/standins/native/image.</summary>
internal static unsafe partial class NativeImage
{
    private const string Library = "imageshim";

    /// <summary>Decodes a PNG, JPEG, BMP or GIF to BGRA pixels with premultiplied alpha; null and the reason when it is none of them.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> encoded, out int width, out int height, out string? reason)
    {
        fixed (byte* bytes = encoded)
        {
            byte* pixels = image_decode(bytes, encoded.Length, out width, out height, out byte* why);
            if (pixels == null)
            {
                reason = Marshal.PtrToStringUTF8((IntPtr)why);
                return null;
            }

            reason = null;
            return Take(pixels, checked(width * height * 4));
        }
    }

    public static byte[] Encode(ReadOnlySpan<byte> rgba, int width, int height, bool asJpeg)
    {
        fixed (byte* pixels = rgba)
        {
            byte* encoded = image_encode(pixels, width, height, asJpeg ? 1 : 0, out long length);
            if (encoded == null)
                throw new InvalidOperationException("The image could not be encoded.");
            return Take(encoded, checked((int)length));
        }
    }

    /// <summary>Scales a part of the source, given in fractions of its size, to a rectangle of the target.</summary>
    public static void Resize(
        ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, (float Left, float Top, float Right, float Bottom) part,
        Span<byte> target, int targetStride, int targetWidth, int targetHeight)
    {
        fixed (byte* from = source)
        fixed (byte* to = target)
        {
            int done = image_resize(
                from, sourceWidth, sourceHeight, to, targetWidth, targetHeight, targetStride,
                part.Left, part.Top, part.Right, part.Bottom);
            if (done == 0)
                throw new OutOfMemoryException("There is not enough memory to resize the image.");
        }
    }

    private static byte[] Take(byte* memory, int length)
    {
        try
        {
            return new ReadOnlySpan<byte>(memory, length).ToArray();
        }
        finally
        {
            image_free(memory);
        }
    }

    [LibraryImport(Library)]
    private static partial byte* image_decode(byte* data, long length, out int width, out int height, out byte* reason);

    [LibraryImport(Library)]
    private static partial byte* image_encode(byte* rgba, int width, int height, int asJpeg, out long length);

    [LibraryImport(Library)]
    private static partial void image_free(void* memory);

    [LibraryImport(Library)]
    private static partial int image_resize(
        byte* source, int sourceWidth, int sourceHeight,
        byte* target, int targetWidth, int targetHeight, int targetStride,
        float left, float top, float right, float bottom);
}
