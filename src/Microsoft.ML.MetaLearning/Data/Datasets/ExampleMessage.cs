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
            return ProtocolBuffer.Fields(ByteString.CopyFrom(message), 1)
                .SelectMany(features => ProtocolBuffer.Fields(features, 1))
                .Where(entry => ProtocolBuffer.Fields(entry, 1).Any(key => key.ToStringUtf8() == ImageKey))
                .SelectMany(entry => ProtocolBuffer.Fields(entry, 2))
                .SelectMany(feature => ProtocolBuffer.Fields(feature, 1))
                .SelectMany(list => ProtocolBuffer.Fields(list, 1))
                .FirstOrDefault()?.ToByteArray();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
