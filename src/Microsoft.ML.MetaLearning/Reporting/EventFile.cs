using System;
using System.Buffers.Binary;
using System.IO;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>A file of records as TensorFlow frames them, from which TensorBoard reads events.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _stream;

    /// <param name="folder">Where the file is made, under a new name that TensorBoard knows an event file by.</param>
    public EventFile(string folder)
    {
        var name = $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds():D10}.{Environment.MachineName}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        _stream = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    public string FileName => _stream.Name;

    // *** Format of a record, little-endian ***
    // ulong: length of the data
    // uint: masked CRC-32C of those 8 bytes
    // the data
    // uint: masked CRC-32C of the data
    public void Append(ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        _stream.Write(length);
        WriteChecksum(length);
        _stream.Write(data);
        WriteChecksum(data);
    }

    /// <summary>Hands what was appended to the operating system, so that it is seen by readers.</summary>
    public void Flush() => _stream.Flush();

    public void Dispose() => _stream.Dispose();

    private void WriteChecksum(ReadOnlySpan<byte> data)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Masked(data));
        _stream.Write(bytes);
    }
}
