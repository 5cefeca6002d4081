using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>
/// Writes PNG images, after the <a href="https://www.w3.org/TR/png-3/">specification</a>, to memory: ML.NET's MLImage writes to files
/// alone.
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

    // uint: width, uint: height, byte: bits per sample, byte: 0 for grey or 2 for RGB, three bytes 0: compression, filter and interlace
    // method
    private static byte[] Header(Picture picture)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)picture.Width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), (uint)picture.Height);
        header[8] = 8;
        header[9] = (byte)(picture.Channels == 1 ? 0 : 2);
        return header;
    }

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
        WriteUInt32(file, (uint)data.Length);
        file.Write(checkedBytes);
        WriteUInt32(file, Crc32(checkedBytes));
    }

    private static void WriteUInt32(Stream file, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        file.Write(bytes);
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
