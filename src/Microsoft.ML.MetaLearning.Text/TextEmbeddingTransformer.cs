using System;
using System.IO;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Text;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(TextEmbeddingTransformer), null, typeof(SignatureLoadModel), "Embeddings of text", TextEmbeddingTransformer.LoaderSignature)]

namespace Microsoft.ML.MetaLearning;

/// <summary>Embeds the sentences of a column, lazily. A view is embedded in batches, ahead of the rows that are read.</summary>
/// <remarks>
/// Several threads can transform at once. The weights are loaded once for the whole process. A model file names the model of sentences and
/// its version, or the generator; it has no weights. Only load models from trusted sources. Loading models from untrusted sources is a
/// security risk.
/// </remarks>
/// <seealso cref="TextEmbeddingEstimator"/>
public sealed class TextEmbeddingTransformer : ITransformer
{
    internal const string LoaderSignature = "TextEmbedding";
    private const string OptionsStream = "Options";
    private readonly SentenceEncoder _encoder;
    private readonly RowEmbedding<Sentence> _embedding;

    internal TextEmbeddingTransformer(IHostEnvironment env, SentenceEncoder encoder, string outputColumnName, string inputColumnName)
    {
        var host = env.Register(nameof(TextEmbeddingTransformer));
        (_encoder, OutputColumnName, InputColumnName) = (encoder, outputColumnName, inputColumnName);
        Sentences = new SentenceColumn(host, encoder, outputColumnName, inputColumnName);
        _embedding = new RowEmbedding<Sentence>(host, this, Save, Sentences);
    }

    /// <summary>Gets the column of sentences.</summary>
    public string InputColumnName { get; }

    /// <summary>Gets the column of embeddings.</summary>
    public string OutputColumnName { get; }

    /// <summary>Always <see langword="true"/>: each row gives one row.</summary>
    public bool IsRowToRowMapper => true;

    internal SentenceColumn Sentences { get; }

    private static VersionInfo Version => new(
        modelSignature: "TEXTEMBD",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(TextEmbeddingTransformer).Assembly.FullName!);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _embedding.Map(inputSchema).OutputSchema;

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _embedding.Map(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _embedding.Transform(input);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    // *** Binary format ***
    // stream "Options": string: output column, string: input column, an encoder
    private void Save(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);
        ModelStreams.Write(context, OptionsStream, writer =>
        {
            writer.Write(OutputColumnName);
            writer.Write(InputColumnName);
            _encoder.Write(writer);
        });
    }

    private static TextEmbeddingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => ModelStreams.Decode(ctx, Version, () =>
    {
        var (output, input, encoder) = ModelStreams.Read(
            ctx, OptionsStream, reader => (reader.ReadString(), reader.ReadString(), SentenceEncoder.Read(reader)));
        return new TextEmbeddingTransformer(env, encoder(), output, input);
    });
}
