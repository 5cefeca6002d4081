using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>A file that is either whole or not there; a hash tells whether it is still what was written.</summary>
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
    /// <exception cref="IOException">It cannot be written; nothing is left of it, and a file of that name stays as it was.</exception>
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

    /// <summary>The content.</summary>
    /// <exception cref="InvalidDataException">The file is not what was written.</exception>
    public static BinaryReader Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderSize + HashSize || !bytes.AsSpan().StartsWith(Magic))
            throw new InvalidDataException($"'{path}' is no checkpoint.");
        if (!SHA256.HashData(bytes.AsSpan(..^HashSize)).AsSpan().SequenceEqual(bytes.AsSpan(^HashSize..)))
            throw new InvalidDataException($"'{path}' is damaged: its hash is not that of its bytes.");
        var reader = new BinaryReader(new MemoryStream(bytes, 0, bytes.Length - HashSize));
        reader.BaseStream.Position = Magic.Length;
        var version = reader.ReadInt32();
        if (version != Version)
            throw new NotSupportedException($"'{path}' is a checkpoint of format {version}, but this version of the library reads {Version}: finish the training with the version that began it, or begin anew in another folder.");
        reader.BaseStream.Position = HeaderSize;
        return reader;
    }

    /// <summary>Decodes content whose hash was right.</summary>
    /// <exception cref="FormatException">It is none that the library wrote.</exception>
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

    /// <summary>The score, without a look at the rest; not a number if there is none to read.</summary>
    public static double ReadScore(string path)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) == HeaderSize ? BitConverter.ToDouble(header[12..]) : double.NaN;
    }
}
