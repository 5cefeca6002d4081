using System;
using System.IO;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Data;
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
    private readonly IHost _host;
    private readonly SentenceEncoder _encoder;

    internal TextEmbeddingTransformer(IHostEnvironment env, SentenceEncoder encoder, string outputColumnName, string inputColumnName)
    {
        _host = env.Register(nameof(TextEmbeddingTransformer));
        (_encoder, OutputColumnName, InputColumnName) = (encoder, outputColumnName, inputColumnName);
        Sentences = new SentenceColumn(_host, encoder, outputColumnName, inputColumnName);
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
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Map(inputSchema).OutputSchema;

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Map(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new EmbeddedView(_host, input, GetOutputSchema(input.Schema), Sentences, _encoder);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    private RowToRowMapperTransform Map(DataViewSchema inputSchema) =>
        new(_host, new EmptyDataView(_host, inputSchema), new Mapper(this, inputSchema), schema => new Mapper(this, schema));

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

    private sealed class Mapper(TextEmbeddingTransformer parent, DataViewSchema inputSchema) : IRowMapper
    {
        private readonly DataViewSchema.Column _sentences = ExampleColumns.Text(inputSchema, parent.InputColumnName, SentenceColumn.Role);

        public DataViewSchema.DetachedColumn[] GetOutputColumns() =>
            [new(parent.OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, parent._encoder.Dimensions))];

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) => column => activeOutput(0) && column == _sentences.Index;

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            return activeOutput(0) ? [Getter(input)] : new Delegate[1];
        }

        public ITransformer GetTransformer() => parent;

        public void Save(ModelSaveContext ctx) => parent.Save(ctx);

        private ValueGetter<VBuffer<float>> Getter(DataViewRow input)
        {
            var read = parent.Sentences.CreateReader(input, _sentences);
            return (ref VBuffer<float> destination) => ((ReadOnlySpan<float>)parent._encoder.Embed([read()])[0]).CopyTo(ref destination);
        }
    }
}
