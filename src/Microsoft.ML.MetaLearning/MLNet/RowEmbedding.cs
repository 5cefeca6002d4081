using System;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>Adds a column of embeddings: to a row by itself, to a view in blocks.</summary>
/// <typeparam name="T">What is read from a row.</typeparam>
/// <param name="host">Reports.</param>
/// <param name="transformer">The transformer that embeds so.</param>
/// <param name="save">Writes the transformer.</param>
/// <param name="embedder">Reads and embeds.</param>
internal sealed class RowEmbedding<T>(
    IHost host, ITransformer transformer, Action<ModelSaveContext> save, IRowEmbedder<T> embedder)
{
    public IRowToRowMapper Map(DataViewSchema inputSchema) => new RowToRowMapperTransform(
        host, new EmptyDataView(host, inputSchema), new Mapper(this, inputSchema), schema => new Mapper(this, schema));

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new EmbeddedView<T>(host, input, Map(input.Schema).OutputSchema, embedder);
    }

    private IRowEmbedder<T> Embedder => embedder;

    private ITransformer Transformer => transformer;

    private Action<ModelSaveContext> Save => save;

    private sealed class Mapper(RowEmbedding<T> parent, DataViewSchema inputSchema) : IRowMapper
    {
        private readonly DataViewSchema.Column _input = parent.Embedder.Find(inputSchema);

        public DataViewSchema.DetachedColumn[] GetOutputColumns() =>
            [new(parent.Embedder.OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, parent.Embedder.Dimensions))];

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) => column => activeOutput(0) && column == _input.Index;

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            return activeOutput(0) ? [Getter(input)] : new Delegate[1];
        }

        public ITransformer GetTransformer() => parent.Transformer;

        public void Save(ModelSaveContext ctx) => parent.Save(ctx);

        private ValueGetter<VBuffer<float>> Getter(DataViewRow input)
        {
            var read = parent.Embedder.CreateReader(input, _input);
            return (ref VBuffer<float> destination) => ((ReadOnlySpan<float>)parent.Embedder.Embed([read()])[0]).CopyTo(ref destination);
        }
    }
}
