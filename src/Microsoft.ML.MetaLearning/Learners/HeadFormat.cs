using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.Networks;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>Reads and writes a head, without its tensors, in a model file.</summary>
internal static class HeadFormat
{
    private static readonly Dictionary<string, Func<BinaryReader, int, Head>> s_readers = new()
    {
        [LinearHead.KindName] = LinearHead.Read,
        [CosineHead.KindName] = CosineHead.Read,
        [MatchingHead.KindName] = MatchingHead.Read,
        [RelationHead.KindName] = RelationHead.Read,
        [NeighborHead.KindName] = NeighborHead.Read,
        [CentredHead.KindName] = CentredHead.Read,
    };

    // *** Binary format ***
    // string: kind
    // the kind's own settings
    public static void Write(BinaryWriter writer, Head head)
    {
        writer.Write(head.Kind);
        head.WriteSettings(writer);
    }

    public static Head Read(BinaryReader reader, int embeddingSize)
    {
        var kind = reader.ReadString();
        return s_readers.TryGetValue(kind, out var read)
            ? read(reader, embeddingSize)
            : throw new FormatException($"the model file is corrupt or newer: '{kind}' is not a known head.");
    }
}
