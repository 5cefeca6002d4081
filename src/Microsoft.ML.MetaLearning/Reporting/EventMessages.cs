using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Google.Protobuf;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Encodes the protocol buffers of event files, field by field after TensorFlow's event.proto and summary.proto.</summary>
internal static class EventMessages
{
    private const int SessionStart = 1, Grayscale = 1, Rgb = 3;

    /// <summary>Returns the first event of every file.</summary>
    public static byte[] FileVersion(DateTimeOffset time) =>
        Event(time, step: 0, message => Write(message, 3, ByteString.CopyFromUtf8("brain.Event:2")));

    /// <summary>Returns an event that makes readers forget this step and later ones of earlier files.</summary>
    public static byte[] Start(DateTimeOffset time, long step) =>
        Event(time, step, message => Write(message, 7, Message(session => Write(session, 1, SessionStart))));

    public static byte[] Scalar(DateTimeOffset time, long step, string tag, float value) => Summary(time, step, tag, message =>
    {
        message.WriteTag(2, WireFormat.WireType.Fixed32);
        message.WriteFloat(value);
    });

    public static byte[] Histogram(DateTimeOffset time, long step, string tag, ValueHistogram histogram) =>
        Summary(time, step, tag, message => Write(message, 5, Message(histo =>
        {
            Write(histo, 1, histogram.Minimum);
            Write(histo, 2, histogram.Maximum);
            Write(histo, 3, (double)histogram.Count);
            Write(histo, 4, histogram.Sum);
            Write(histo, 5, histogram.SumOfSquares);
            Write(histo, 6, Packed(histogram.Limits));
            Write(histo, 7, Packed(histogram.Counts));
        })));

    public static byte[] Image(DateTimeOffset time, long step, string tag, Picture picture) =>
        Summary(time, step, tag, message => Write(message, 4, Message(image =>
        {
            Write(image, 1, picture.Height);
            Write(image, 2, picture.Width);
            Write(image, 3, picture.Channels == 1 ? Grayscale : Rgb);
            Write(image, 4, ByteString.CopyFrom(picture.ToPng()));
        })));

    private static byte[] Summary(DateTimeOffset time, long step, string tag, Action<CodedOutputStream> writeValue)
    {
        var value = Message(message =>
        {
            Write(message, 1, ByteString.CopyFromUtf8(tag));
            writeValue(message);
        });
        return Event(time, step, message => Write(message, 5, Message(summary => Write(summary, 1, value))));
    }

    private static byte[] Event(DateTimeOffset time, long step, Action<CodedOutputStream> writeContent) => Message(message =>
    {
        Write(message, 1, time.ToUnixTimeMilliseconds() / 1000.0);
        Write(message, 2, step);
        writeContent(message);
    }).ToByteArray();

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var message = new CodedOutputStream(buffer, leaveOpen: true))
            write(message);
        return ByteString.CopyFrom(buffer.ToArray());
    }

    // A packed field is its values one after the other, little-endian.
    private static ByteString Packed(IEnumerable<double> values) => ByteString.CopyFrom(values.SelectMany(BitConverter.GetBytes).ToArray());

    private static void Write(CodedOutputStream message, int field, double value)
    {
        message.WriteTag(field, WireFormat.WireType.Fixed64);
        message.WriteDouble(value);
    }

    private static void Write(CodedOutputStream message, int field, long value)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt64(value);
    }

    private static void Write(CodedOutputStream message, int field, ByteString value)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(value);
    }
}
