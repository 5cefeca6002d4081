using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Vision;

/// <summary>
/// Keeps embeddings in a folder, under the hash of what they were made of and how. Any number of threads and processes can use one folder.
/// </summary>
/// <param name="folder">The folder; made if it is not there.</param>
/// <param name="settings">What an embedding depends on beside the image and the version of the network.</param>
internal sealed class EmbeddingCache(string folder, string settings)
{
    private const int Size = ImageEncoder.Dimensions * sizeof(float);
    private readonly byte[] _settings = Encoding.UTF8.GetBytes($"ResNet18 {WeightFile.PackageVersion} {settings}\0");

    /// <summary>Returns the embedding of an image, which is computed if it is not there or damaged.</summary>
    public float[] GetOrAdd(byte[] content, Func<float[]> compute)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData([.. _settings, .. content]));
        // Folders of a 256th each: no folder has all.
        var file = Path.Combine(folder, key[..2], key + ".embedding");
        if (Read(file) is { } known)
            return known;
        var embedding = compute();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        AtomicFile.WriteShared(file, stream => Write(stream, embedding));
        return embedding;
    }

    // *** Binary format ***
    // float: the numbers, little-endian
    // 32 bytes: SHA-256 of the numbers
    private static void Write(Stream stream, float[] embedding)
    {
        var bytes = MemoryMarshal.AsBytes<float>(embedding);
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
    }

    private static float[]? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        var bytes = File.ReadAllBytes(file).AsSpan();
        return bytes.Length == Size + SHA256.HashSizeInBytes && SHA256.HashData(bytes[..Size]).AsSpan().SequenceEqual(bytes[Size..])
            ? MemoryMarshal.Cast<byte, float>(bytes[..Size]).ToArray()
            : null;
    }
}
