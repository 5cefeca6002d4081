using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Reads files of records as TensorFlow frames them, <c>.tfrecords</c>.</summary>
internal static class RecordFile
{
    // *** Format of a record, little-endian ***
    // ulong: length of the data
    // uint: masked CRC-32C of those 8 bytes
    // the data
    // uint: masked CRC-32C of the data
    /// <exception cref="InvalidDataException">A record is cut off, or a checksum is wrong.</exception>
    public static IEnumerable<byte[]> Read(string path)
    {
        using var file = File.OpenRead(path);
        for (var number = 0; file.Position < file.Length; number++)
        {
            var length = BinaryPrimitives.ReadUInt64LittleEndian(Checked(file, sizeof(ulong), number));
            yield return Checked(file, length, number);
        }
    }

    /// <summary>Bytes that are followed by their checksum.</summary>
    private static byte[] Checked(FileStream file, ulong length, int number)
    {
        if (length > (ulong)(file.Length - file.Position))
            throw new InvalidDataException($"'{file.Name}' is cut off in record {number}.");
        var bytes = new byte[length];
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || file.ReadAtLeast(checksum, checksum.Length, throwOnEndOfStream: false) < checksum.Length)
            throw new InvalidDataException($"'{file.Name}' is cut off in record {number}.");
        return BinaryPrimitives.ReadUInt32LittleEndian(checksum) == Crc32C.Masked(bytes)
            ? bytes
            : throw new InvalidDataException($"'{file.Name}' is damaged: the checksum of record {number} is wrong.");
    }
}
