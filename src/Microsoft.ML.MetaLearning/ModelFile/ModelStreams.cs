using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Named streams of a model file, each with a hash of its bytes, so that damage is found before anything is made of it; whatever is wrong with a file surfaces as a
/// <see cref="FormatException"/> that says what.
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
            return context.TryLoadBinaryStream(name, reader => result = read(Verified(reader.BaseStream, name)))
                ? result
                : throw new FormatException($"the model file is corrupt: it has no stream '{name}'.");
        }
        catch (EndOfStreamException e)
        {
            throw new FormatException($"the model file is corrupt: stream '{name}' ends too early.", e);
        }
    }

    private static BinaryReader Verified(Stream stream, string name)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.ToArray();
        var content = bytes.AsSpan(0, Math.Max(0, bytes.Length - HashSize));
        return bytes.Length >= HashSize && SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(content.Length))
            ? new BinaryReader(new MemoryStream(bytes, 0, content.Length))
            : throw new FormatException($"the model file is corrupt: stream '{name}' is damaged, its hash is not that of its bytes.");
    }
}
