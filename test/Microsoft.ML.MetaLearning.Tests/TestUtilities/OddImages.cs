using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Image files as they come from cameras, browsers, broken downloads and attackers.</summary>
internal static class OddImages
{
    /// <summary>A picture of noise, so that the half of its file is about the half of it.</summary>
    public static byte[] Noise(SKEncodedImageFormat format, int width = 64, int height = 48)
    {
        var random = new Random(1);
        return Encode(format, width, height, (_, _) => new SKColor((uint)random.Next() | 0xFF000000));
    }

    /// <summary>The first part of a file.</summary>
    public static byte[] Cut(byte[] file, double part) => file[..(int)(file.Length * part)];

    /// <summary>A PNG of 20,000 by 20,000 pixels by its header, with a body of 100 bytes.</summary>
    public static byte[] Bomb()
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, 20_000);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 20_000);
        (header[8], header[9]) = (8, 2);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", new byte[100]);
        return file.ToArray();
    }

    /// <summary>A PNG of 16 bits a color.</summary>
    public static byte[] SixteenBits(int width, int height, Func<int, int, SKColor> color)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (16, 2);
        WriteChunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var lines = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var y = 0; y < height; y++)
            {
                lines.WriteByte(0);
                foreach (var c in Enumerable.Range(0, width).Select(x => color(x, y)))
                    lines.Write([c.Red, c.Red, c.Green, c.Green, c.Blue, c.Blue]);
            }
        WriteChunk(file, "IDAT", packed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A red JPEG of 8 by 8 pixels in cyan, magenta, yellow and black, inverted as Adobe writes them.</summary>
    public static byte[] Cmyk() =>
    [
        0xFF, 0xD8, 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0,
        // The mean is told in steps of one, since it is 8 times as large as a value.
        0xFF, 0xDB, 0, 67, 0, 8, .. Enumerable.Repeat((byte)1, 63),
        0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
        // One code each: a mean that differs by 7 bits, and nothing but the mean.
        0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 7,
        0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,
        0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0,
        // 128 + 100, 128 - 100, 128 - 100, 128 + 100: code 0, 7 bits, code 0.
        0b01100100, 0b00001101, 0b10000110, 0b11001100, 0b10001111,
        0xFF, 0xD9,
    ];

    /// <summary>A JPEG to be shown a quarter turn to the right: orientation 6 of EXIF.</summary>
    public static byte[] Turned() => Turned(Noise(SKEncodedImageFormat.Jpeg), orientation: 6);

    /// <summary>A JPEG with an orientation of EXIF.</summary>
    public static byte[] Turned(byte[] picture, byte orientation) =>
    [
        .. picture[..2],
        0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        .. picture[2..],
    ];

    /// <summary>A PNG with a black square on transparency.</summary>
    public static byte[] BlackOnTransparent() =>
        Encode(SKEncodedImageFormat.Png, 16, 16, (x, y) => x is > 3 and < 12 && y is > 3 and < 12 ? SKColors.Black : SKColors.Transparent);

    /// <summary>A picture that is white in its left part and black otherwise.</summary>
    public static byte[] WhiteEnd(int width, int height, int white) =>
        Encode(SKEncodedImageFormat.Png, width, height, (x, _) => x < white ? SKColors.White : SKColors.Black);

    /// <summary>A file of a format that SkiaSharp reads, by its extension.</summary>
    public static byte[] OfKind(string extension) => extension switch
    {
        ".webp" => Noise(SKEncodedImageFormat.Webp),
        ".jpg" or ".jpeg" or ".jpe" or ".jfif" => Noise(SKEncodedImageFormat.Jpeg),
        ".png" => Noise(SKEncodedImageFormat.Png),
        ".gif" => [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 255, 255, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B],
        ".bmp" => Bmp(),
        ".ico" => Icon(),
        _ => throw new ArgumentOutOfRangeException(nameof(extension), extension, "no kind of image."),
    };

    // Two by two pixels of 24 bits; each line is filled up to 8 bytes.
    private static byte[] Bmp()
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("BM"u8);
        foreach (var value in new[] { 70, 0, 54, 40, 2, 2, 1 | 24 << 16, 0, 16, 2835, 2835, 0, 0 })
            writer.Write(value);
        writer.Write(Enumerable.Repeat((byte)200, 16).ToArray());
        return file.ToArray();
    }

    // One picture, a PNG.
    private static byte[] Icon()
    {
        var picture = Noise(SKEncodedImageFormat.Png, 16, 16);
        return
        [
            0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, .. BitConverter.GetBytes(picture.Length), .. BitConverter.GetBytes(22), .. picture
        ];
    }

    /// <summary>A file of a picture that is given pixel by pixel.</summary>
    public static byte[] Encode(SKEncodedImageFormat format, int width, int height, Func<int, int, SKColor> color)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, color(x, y));
        using var data = bitmap.Encode(format, quality: 90);
        return data.ToArray();
    }

    private static void WriteChunk(Stream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        var crc = body.Aggregate(
            uint.MaxValue,
            (crc, value) => Enumerable.Range(0, 8).Aggregate(crc ^ value, (c, _) => (c & 1) == 0 ? c >> 1 : c >> 1 ^ 0xEDB88320));
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }
}
