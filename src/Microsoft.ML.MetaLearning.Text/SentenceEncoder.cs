using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Text;

/// <summary>Turns sentences into embeddings. Several threads can use one at once.</summary>
internal abstract class SentenceEncoder
{
    /// <summary>Gets the length of an embedding.</summary>
    public abstract int Dimensions { get; }

    /// <summary>Reads a sentence; returns null if there is nothing to embed.</summary>
    public abstract Sentence? Read(string text);

    /// <summary>Returns the embeddings of sentences, in their order.</summary>
    public abstract float[][] Embed(IReadOnlyList<Sentence> sentences);

    // *** Binary format ***
    // byte: kind, then what the kind writes
    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)Kind);
        WriteContent(writer);
    }

    /// <summary>Reads which encoder was written. It is found when the result is called, after the stream was read to its end.</summary>
    public static Func<SentenceEncoder> Read(BinaryReader reader) =>
        Checks.DecodedEnum<EncoderKind>(reader.ReadByte()) == EncoderKind.Packaged
            ? PackagedEncoder.ReadContent(reader)
            : GeneratorEncoder.ReadContent(reader);

    protected enum EncoderKind : byte
    {
        Packaged,
        Generator,
    }

    protected abstract EncoderKind Kind { get; }

    protected abstract void WriteContent(BinaryWriter writer);
}
