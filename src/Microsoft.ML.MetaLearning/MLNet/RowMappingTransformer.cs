using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Base of the transformers here: one feature vector in, a network's output out, row by row and lazily.</summary>
public abstract class RowMappingTransformer : ITransformer, IDisposable
{
    private protected RowMappingTransformer(IHost host, string featureColumnName)
    {
        Host = host;
        FeatureColumnName = featureColumnName;
    }

    /// <summary>The column of features that it reads.</summary>
    public string FeatureColumnName { get; }

    /// <summary>Always <see langword="true"/>: each row gives one row.</summary>
    public bool IsRowToRowMapper => true;

    private protected IHost Host { get; }

    private protected abstract Backbone InputBackbone { get; }

    /// <summary>The columns that are added, given the schema they are added to.</summary>
    private protected abstract DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema inputSchema);

    /// <summary>The getter of an added column; <paramref name="values"/> gives the current row's result of <see cref="Compute"/>.</summary>
    private protected abstract Delegate CreateGetter(int column, Func<float[]> values);

    // input: [1, ...input shape]; result: [1, values]
    private protected abstract Tensor Compute(Tensor input);

    private protected abstract void SaveModel(ModelSaveContext context);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Map(new EmptyDataView(Host, inputSchema)).OutputSchema;

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Map(new EmptyDataView(Host, inputSchema));

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => Map(input);

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    /// <summary>Frees the native memory of the parameters.</summary>
    public void Dispose()
    {
        DisposeParameters();
        GC.SuppressFinalize(this);
    }

    private protected abstract void DisposeParameters();

    private RowToRowMapperTransform Map(IDataView input) =>
        new(Host, input, new Mapper(this, input.Schema), schema => new Mapper(this, schema));

    private sealed class Mapper : IRowMapper
    {
        private readonly RowMappingTransformer _parent;
        private readonly DataViewSchema.Column _features;
        private readonly ImagePresence _images;
        private readonly DataViewSchema.DetachedColumn[] _outputs;
        private readonly long[] _inputShape;

        public Mapper(RowMappingTransformer parent, DataViewSchema inputSchema)
        {
            _parent = parent;
            _features = ExampleColumns.Features(inputSchema, parent.FeatureColumnName, parent.InputBackbone.InputShape);
            _images = new ImagePresence(inputSchema, _features);
            _outputs = parent.OutputColumns(inputSchema);
            _inputShape = [1, .. parent.InputBackbone.InputShape];
        }

        public DataViewSchema.DetachedColumn[] GetOutputColumns() => _outputs;

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
        {
            var active = Enumerable.Range(0, _outputs.Length).Any(activeOutput);
            return column => active && column == _features.Index;
        }

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var active = Enumerable.Range(0, _outputs.Length).Where(activeOutput).ToArray();
            var getters = new Delegate[_outputs.Length];
            if (active.Length == 0)
                return getters;
            var values = OncePerRow(input);
            foreach (var column in active)
                getters[column] = _parent.CreateGetter(column, values);
            return getters;
        }

        public ITransformer GetTransformer() => _parent;

        public void Save(ModelSaveContext ctx) => _parent.SaveModel(ctx);

        /// <summary>All columns of a row share one pass through the network.</summary>
        private Func<float[]> OncePerRow(DataViewRow input)
        {
            var getFeatures = input.GetGetter<VBuffer<float>>(_features);
            var getId = input.GetIdGetter();
            var features = default(VBuffer<float>);
            var buffer = new float[_parent.InputBackbone.InputSize];
            float[] values = [];
            var position = -1L;
            return () =>
            {
                if (input.Position == position && position >= 0)
                    return values;
                _images.Read(getFeatures, getId, ref features);
                if (features.Length != buffer.Length)
                    throw new InvalidOperationException($"feature column '{_features.Name}' has {features.Length} values, but {buffer.Length} are needed.");
                features.CopyTo(buffer);
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                values = _parent.Compute(TensorMemory.Copy<float>(buffer, _inputShape)).data<float>().ToArray();
                position = input.Position;
                return values;
            };
        }
    }
}
