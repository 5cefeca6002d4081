using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Reads and writes files of records as TensorFlow frames them: <c>.tfrecords</c>, and events for TensorBoard.</summary>
internal static class RecordFile
{
    // *** Format of a record, little-endian ***
    // ulong: length of the data
    // uint: masked CRC-32C of those 8 bytes
    // the data
    // uint: masked CRC-32C of the data
    /// <summary>Reads the records of a file.</summary>
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

    /// <summary>Appends a record to a file.</summary>
    public static void Write(Stream file, byte[] data)
    {
        WriteChecked(file, BitConverter.GetBytes((ulong)data.Length));
        WriteChecked(file, data);
    }

    /// <summary>Reads bytes that are followed by their checksum.</summary>
    private static byte[] Checked(FileStream file, ulong length, int number)
    {
        if ((Int128)length + sizeof(uint) > file.Length - file.Position)
            throw new InvalidDataException($"'{file.Name}' is cut off in record {number}.");
        byte[] bytes = new byte[length], checksum = new byte[sizeof(uint)];
        file.ReadExactly(bytes);
        file.ReadExactly(checksum);
        return BinaryPrimitives.ReadUInt32LittleEndian(checksum) == Crc32C.Masked(bytes)
            ? bytes
            : throw new InvalidDataException($"'{file.Name}' is damaged: the checksum of record {number} is wrong.");
    }

    private static void WriteChecked(Stream file, byte[] bytes)
    {
        file.Write(bytes);
        file.Write(BitConverter.GetBytes(Crc32C.Masked(bytes)));
    }
}
