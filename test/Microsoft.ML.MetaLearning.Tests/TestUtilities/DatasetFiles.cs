using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Google.Protobuf;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Writes small files in the forms that data sets are given out in, and reads what was made of them.</summary>
internal static class DatasetFiles
{
    public static void Zip(string path, params IEnumerable<(string Name, byte[] Content)> files)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in files)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }
    }

    public static void TarGz(string path, params IEnumerable<(string Name, byte[] Content)> files)
    {
        using var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var (name, content) in files)
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
    }

    /// <summary>A file of TensorFlow's records.</summary>
    public static void Records(string path, params IEnumerable<byte[]> records)
    {
        using var file = File.Create(path);
        foreach (var record in records)
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, record.Length);
            foreach (var bytes in new[] { length, record })
            {
                file.Write(bytes);
                file.Write(BitConverter.GetBytes(Crc32C.Masked(bytes)));
            }
        }
    }

    /// <summary>A tf.train.Example with the features "label" and "image".</summary>
    public static byte[] Example(byte[] image)
    {
        var label = Message(1, Message(1, "label"u8.ToArray()).Concat(Message(2, Message(3, Message(1, [0])))).ToArray());
        var picture = Message(1, Message(1, "image"u8.ToArray()).Concat(Message(2, Message(1, Message(1, image)))).ToArray());
        return Message(1, [.. label, .. picture]);
    }

    /// <summary>The paths of all files, below the folder and in order.</summary>
    public static string[] In(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file)
            .Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal).ToArray();

    private static byte[] Message(int field, byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }
        return buffer.ToArray();
    }
}
