using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Reads and writes a file that is either complete or not there. A hash detects damage.</summary>
internal static class CheckpointFile
{
    private const int HeaderSize = 28;
    private const int HashSize = SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "MLFEWCKP"u8;

    private const int Version = 2;

    // *** Binary format ***
    // 8 bytes: "MLFEWCKP"
    // int: version 2, double: score of the latest validation, long: bytes of content
    // the content
    // 32 bytes: SHA-256 of all bytes before
    /// <exception cref="IOException">The file cannot be written. Nothing is left of it, and an earlier file of that name stays.</exception>
    public static void Write(string path, double score, Action<BinaryWriter> content)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(score);
        writer.Write(0L);
        content(writer);
        writer.Seek(HeaderSize - sizeof(long), SeekOrigin.Begin);
        writer.Write(bytes.Length - HeaderSize);
        writer.Flush();
        AtomicFile.Write(path, file =>
        {
            var whole = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
            file.Write(whole);
            file.Write(SHA256.HashData(whole));
        });
    }

    /// <summary>Returns the content.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static BinaryReader Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderSize + HashSize || !bytes.AsSpan().StartsWith(Magic))
            throw new InvalidDataException($"'{path}' is not a checkpoint.");
        if (!SHA256.HashData(bytes.AsSpan(..^HashSize)).AsSpan().SequenceEqual(bytes.AsSpan(^HashSize..)))
            throw new InvalidDataException($"'{path}' is damaged: its hash is not that of its bytes.");
        var reader = new BinaryReader(new MemoryStream(bytes, 0, bytes.Length - HashSize));
        reader.BaseStream.Position = Magic.Length;
        var version = reader.ReadInt32();
        if (version != Version)
            throw new NotSupportedException($"'{path}' is a checkpoint of format {version}, but this version of the library reads " +
                $"{Version}: finish the training with the version that began it, or begin anew in another folder.");
        reader.BaseStream.Position = HeaderSize;
        return reader;
    }

    /// <summary>Decodes content whose hash is right.</summary>
    /// <exception cref="FormatException">The library did not write it.</exception>
    public static T Decode<T>(string path, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException or ArgumentException)
        {
            throw new FormatException($"checkpoint '{path}' is corrupt, though its hash is right: {e.Message}", e);
        }
    }

    /// <summary>Reads only the score; NaN if there is none.</summary>
    public static double ReadScore(string path)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) == HeaderSize
            ? BitConverter.ToDouble(header[12..])
            : double.NaN;
    }
}
