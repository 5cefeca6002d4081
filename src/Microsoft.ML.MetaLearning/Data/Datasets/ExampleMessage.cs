using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Reads the protocol buffer <c>tf.train.Example</c>, field by field after TensorFlow's example.proto and feature.proto.</summary>
internal static class ExampleMessage
{
    private const string ImageKey = "image";

    /// <summary>Returns the bytes of the feature "image"; null if the message has none.</summary>
    public static byte[]? Image(byte[] message)
    {
        try
        {
            // Example { features = 1: { feature = 1: map of { key = 1, value = 2: { bytes_list = 1: { value = 1 } } } } }
            return Fields(ByteString.CopyFrom(message), 1)
                .SelectMany(features => Fields(features, 1))
                .Where(entry => Fields(entry, 1).Any(key => key.ToStringUtf8() == ImageKey))
                .SelectMany(entry => Fields(entry, 2))
                .SelectMany(feature => Fields(feature, 1))
                .SelectMany(list => Fields(list, 1))
                .FirstOrDefault()?.ToByteArray();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Returns the values of a field of text, bytes or messages.</summary>
    private static IEnumerable<ByteString> Fields(ByteString message, int number)
    {
        var input = message.CreateCodedInput();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited))
                yield return input.ReadBytes();
            else
                input.SkipLastField();
    }
}
