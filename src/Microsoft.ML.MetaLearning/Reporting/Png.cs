using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>
/// Encodes PNG images in memory, after the <a href="https://www.w3.org/TR/png-3/">specification</a>: ML.NET's MLImage writes to files only.
/// </summary>
internal static class Png
{
    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public static byte[] Encode(Picture picture)
    {
        using var file = new MemoryStream();
        file.Write(s_signature);
        WriteChunk(file, "IHDR", Header(picture));
        WriteChunk(file, "IDAT", Compress(picture));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    // uint: width, uint: height, byte: bits per sample, byte: 0 for gray or 2 for RGB, three bytes 0: compression, filter and interlace
    // method
    private static byte[] Header(Picture picture) =>
        [.. BigEndian((uint)picture.Width), .. BigEndian((uint)picture.Height), 8, (byte)(picture.Channels == 1 ? 0 : 2), 0, 0, 0];

    private static byte[] Compress(Picture picture)
    {
        using var buffer = new MemoryStream();
        using (var compressor = new ZLibStream(buffer, CompressionLevel.SmallestSize))
        {
            var line = picture.Width * picture.Channels;
            for (var y = 0; y < picture.Height; y++)
            {
                // Filter type 0: the line as it is.
                compressor.WriteByte(0);
                compressor.Write(picture.Pixels, y * line, line);
            }
        }
        return buffer.ToArray();
    }

    // uint: length of the data, four letters: type, the data, uint: CRC-32 of type and data
    private static void WriteChunk(Stream file, string type, byte[] data)
    {
        byte[] checkedBytes = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write([.. BigEndian((uint)data.Length), .. checkedBytes, .. BigEndian(Crc32(checkedBytes))]);
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        return ~crc;
    }
}
