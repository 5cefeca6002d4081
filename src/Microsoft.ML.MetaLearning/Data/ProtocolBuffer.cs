using System.Collections.Generic;
using Google.Protobuf;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Reads messages of protocol buffers field by field, without code generated for them.</summary>
internal static class ProtocolBuffer
{
    /// <summary>Returns the values of a field of text, bytes, messages or packed numbers.</summary>
    /// <exception cref="InvalidProtocolBufferException">The message is damaged.</exception>
    public static IEnumerable<ByteString> Fields(ByteString message, int number)
    {
        var input = message.CreateCodedInput();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited))
                yield return input.ReadBytes();
            else
                input.SkipLastField();
    }
}
