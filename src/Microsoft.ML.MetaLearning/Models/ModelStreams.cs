using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>
/// Reads and writes named streams of a model file, each with a hash of its bytes, so that damage is found before anything is decoded. Every
/// fault of a file is a <see cref="FormatException"/> that names it.
/// </summary>
internal static class ModelStreams
{
    private const int HashSize = SHA256.HashSizeInBytes;

    // *** Binary format ***
    // the content
    // 32 bytes: SHA-256 of the content
    /// <summary>Writes a stream.</summary>
    public static void Write(ModelSaveContext context, string name, Action<BinaryWriter> write) => context.SaveBinaryStream(name, writer =>
    {
        using var bytes = new MemoryStream();
        using var content = new BinaryWriter(bytes);
        write(content);
        content.Flush();
        var written = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        writer.Write(written);
        writer.Write(SHA256.HashData(written));
    });

    /// <summary>Reads a whole model.</summary>
    public static T Decode<T>(ModelLoadContext context, VersionInfo version, Func<T> read)
    {
        context.CheckAtModel(version);
        Libtorch.Require();
        try
        {
            return read();
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"the model file is corrupt: {e.Message}", e);
        }
    }

    /// <summary>Reads a stream.</summary>
    public static T Read<T>(ModelLoadContext context, string name, Func<BinaryReader, T> read)
    {
        T result = default!;
        try
        {
            return context.TryLoadBinaryStream(name, reader => result = ReadWhole(Verified(reader.BaseStream, name), name, read))
                ? result
                : throw new FormatException($"the model file is corrupt: it has no stream '{name}'.");
        }
        catch (EndOfStreamException e)
        {
            throw new FormatException($"the model file is corrupt: stream '{name}' ends too early: {e.Message}", e);
        }
    }

    private static T ReadWhole<T>(ContentStream content, string name, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(content);
        var result = read(reader);
        return content.Position == content.Length
            ? result
            : throw new FormatException($"the model file is corrupt: stream '{name}' holds {content.Length} bytes, but its architecture " +
                $"needs {content.Position}.");
    }

    // Reads the bytes twice rather than copying them: only the file says how many there are.
    private static ContentStream Verified(Stream stream, string name)
    {
        var content = new ContentStream(stream, Math.Max(0, stream.Length - HashSize));
        var hash = SHA256.HashData(content);
        Span<byte> expected = stackalloc byte[HashSize];
        var same = stream.ReadAtLeast(expected, HashSize, throwOnEndOfStream: false) == HashSize && hash.AsSpan().SequenceEqual(expected);
        stream.Position = 0;
        return same
            ? content
            : throw new FormatException($"the model file is corrupt: stream '{name}' is damaged, its hash is not that of its " +
                $"{stream.Length} bytes.");
    }
}
