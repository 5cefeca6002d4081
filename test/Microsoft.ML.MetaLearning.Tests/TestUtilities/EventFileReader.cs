using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>One event, with the one thing that it holds.</summary>
/// <param name="WallTime">Seconds since 1970.</param>
/// <param name="Step">The step.</param>
internal sealed record ReadEvent(double WallTime, long Step)
{
    public string? FileVersion { get; init; }
    public long? SessionStatus { get; init; }
    public string? Tag { get; init; }
    public float? Scalar { get; init; }
    public ReadHistogram? Histogram { get; init; }
    public ReadImage? Image { get; init; }
}

internal sealed record ReadHistogram(
    double Minimum, double Maximum, double Count, double Sum, double SumOfSquares, double[] Limits, double[] Counts);

internal sealed record ReadImage(long Height, long Width, long ColorSpace, byte[] Png);

/// <summary>
/// Reads event files from the descriptions of their formats alone, with nothing of the library and no library for protocol buffers.
/// </summary>
internal static class EventFileReader
{
    public static ReadEvent[] Read(string path) => Records(File.ReadAllBytes(path)).Select(Event).ToArray();

    /// <summary>TFRecord: length, checksum of the length, data, checksum of the data.</summary>
    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.AreEqual(
                Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)), "Checksum of the length.");
            var data = file.AsSpan(at + 12, length).ToArray();
            Assert.AreEqual(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)), "Checksum of the data.");
            yield return data;
            at += 12 + length + 4;
        }
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = Crc32C(data);
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
    }

    /// <summary>Bit by bit, with the reversed polynomial of Castagnoli.</summary>
    internal static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78u);
        }
        return crc ^ 0xFFFFFFFFu;
    }

    private static ReadEvent Event(byte[] data)
    {
        var fields = Fields(data);
        var read = new ReadEvent(fields.Double(1), fields.Int(2));
        if (fields.Has(3))
            return read with { FileVersion = fields.Text(3) };
        if (fields.Has(7))
            return read with { SessionStatus = Fields(fields.Bytes(7)).Int(1) };
        var value = Fields(Fields(fields.Bytes(5)).Bytes(1));
        read = read with { Tag = value.Text(1) };
        if (value.Has(2))
            return read with { Scalar = BitConverter.ToSingle(value.Bytes(2)) };
        if (value.Has(5))
        {
            var histogram = Fields(value.Bytes(5));
            return read with
            {
                Histogram = new ReadHistogram(
                    histogram.Double(1),
                    histogram.Double(2),
                    histogram.Double(3),
                    histogram.Double(4),
                    histogram.Double(5),
                    histogram.Doubles(6),
                    histogram.Doubles(7)),
            };
        }
        var image = Fields(value.Bytes(4));
        return read with { Image = new ReadImage(image.Int(1), image.Int(2), image.Int(3), image.Bytes(4)) };
    }

    /// <summary>The fields of a message by number, as their raw bytes. A field twice fails.</summary>
    private static FieldMap Fields(byte[] message)
    {
        var fields = new FieldMap();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var size = (key & 7) switch
            {
                0 => VarintSize(message, at),
                1 => 8,
                2 => (int)Varint(message, ref at),
                5 => 4,
                _ => throw new InvalidDataException($"Wire type {key & 7}."),
            };
            fields.Add((int)(key >> 3), message.AsSpan(at, size).ToArray());
            at += size;
        }
        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(message[at] & 0x7F) << shift;
            if ((message[at++] & 0x80) == 0)
                return value;
        }
    }

    private static int VarintSize(byte[] message, int at)
    {
        var from = at;
        Varint(message, ref at);
        return at - from;
    }

    private sealed class FieldMap
    {
        private readonly Dictionary<int, byte[]> _fields = [];

        public void Add(int number, byte[] value) => _fields.Add(number, value);

        public bool Has(int number) => _fields.ContainsKey(number);

        public byte[] Bytes(int number) => _fields[number];

        public string Text(int number) => Encoding.UTF8.GetString(_fields[number]);

        public double Double(int number) => BitConverter.ToDouble(_fields[number]);

        public double[] Doubles(int number) => _fields[number].Chunk(8).Select(b => BitConverter.ToDouble(b)).ToArray();

        public long Int(int number)
        {
            var at = 0;
            return (long)Varint(_fields[number], ref at);
        }
    }
}
