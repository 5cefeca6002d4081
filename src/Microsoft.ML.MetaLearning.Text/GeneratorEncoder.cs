using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Text;

/// <summary>Embeds with a generator of the application.</summary>
/// <param name="generator">The generator.</param>
/// <param name="name">The name of the generator in model files; null if it has none.</param>
/// <param name="dimensions">The length of its embeddings.</param>
internal sealed class GeneratorEncoder(IEmbeddingGenerator<string, Embedding<float>> generator, string? name, int dimensions)
    : SentenceEncoder
{
    public override int Dimensions => dimensions;

    protected override EncoderKind Kind => EncoderKind.Generator;

    /// <summary>Creates the encoder. One word is embedded to learn how long embeddings are.</summary>
    public static GeneratorEncoder Measure(IEmbeddingGenerator<string, Embedding<float>> generator, string? name)
    {
        var dimensions = Generate(generator, ["word"])[0].Length;
        return dimensions is > 0 and <= Limits.Features
            ? new(generator, name, dimensions)
            : throw new InvalidOperationException(
                $"the embedding generator gives {dimensions} numbers, but 1 to {Limits.Features} are needed.");
    }

    public override Sentence? Read(string text) => string.IsNullOrWhiteSpace(text) ? null : new Sentence(text, []);

    public override float[][] Embed(IReadOnlyList<Sentence> sentences)
    {
        var embeddings = Generate(generator, sentences.Select(s => s.Text).ToArray());
        foreach (var embedding in embeddings)
        {
            if (embedding.Length != dimensions)
                throw new InvalidOperationException($"the embedding generator gave {embedding.Length} numbers, but {dimensions} before.");
            if (!embedding.All(float.IsFinite))
                throw new InvalidOperationException("the embedding generator gave a number that is not finite.");
        }
        return embeddings;
    }

    /// <summary>Reads the name; the generator itself must be registered when the result is called.</summary>
    public static Func<SentenceEncoder> ReadContent(BinaryReader reader)
    {
        var name = reader.ReadString();
        var dimensions = Checks.Decoded(reader.ReadInt32(), 1, Limits.Features, "the length of an embedding");
        return () => new GeneratorEncoder(EmbeddingGenerators.Find(name), name, dimensions);
    }

    // *** Binary format ***
    // string: name, int: dimensions
    protected override void WriteContent(BinaryWriter writer)
    {
        writer.Write(name ?? throw new InvalidOperationException(
            "the embedding generator has no name, so the model cannot be saved: " +
            "give EmbedText a generatorName, and register the generator under it before the model is loaded."));
        writer.Write(dimensions);
    }

    // On a thread of the pool: an await that returns to the caller's thread would wait for itself.
    private static float[][] Generate(IEmbeddingGenerator<string, Embedding<float>> generator, string[] texts)
    {
        var embeddings = Task.Run(() => generator.GenerateAsync(texts)).GetAwaiter().GetResult();
        return embeddings.Count == texts.Length
            ? embeddings.Select(e => e.Vector.ToArray()).ToArray()
            : throw new InvalidOperationException($"the embedding generator gave {embeddings.Count} embeddings for {texts.Length} texts.");
    }
}
