using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents a transformer that applies a network to the feature vector of each row, lazily.</summary>
/// <remarks>
/// Several threads can transform at once. A prediction engine does not dispose the model, which serves other engines until its owner
/// disposes it. Predictions under way then complete; later ones throw an <see cref="ObjectDisposedException"/>. A row with a feature that
/// is not a finite number gets no prediction: an engine throws an <see cref="InvalidOperationException"/>; in a view its key is missing,
/// and its numbers are NaN.
/// </remarks>
public abstract class RowMappingTransformer : ITransformer, IDisposable
{
    private readonly NativeLifetime _lifetime;

    private protected RowMappingTransformer(IHost host, string featureColumnName)
    {
        _lifetime = new NativeLifetime(this, FreeParameters);
        Host = host;
        FeatureColumnName = featureColumnName;
    }

    /// <summary>Gets the feature column.</summary>
    public string FeatureColumnName { get; }

    /// <summary>Gets <see langword="true"/>: each row becomes one row.</summary>
    public bool IsRowToRowMapper => true;

    private protected IHost Host { get; }

    internal abstract Backbone InputBackbone { get; }

    /// <summary>Returns the columns to add to a schema.</summary>
    private protected abstract DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema inputSchema);

    /// <summary>
    /// Creates the getter of a column; <paramref name="values"/> returns the current row's result of <see cref="Compute"/>.
    /// </summary>
    private protected abstract Delegate CreateGetter(int column, Func<float[]> values);

    /// <summary>Gets the length of the result of <see cref="Compute"/>.</summary>
    private protected abstract int ValueCount { get; }

    // input: [1, ...input shape]; result: [1, values]
    private protected abstract Tensor Compute(Tensor input);

    /// <summary>Writes the columns as operations of ONNX.</summary>
    // input: [n, ...input shape]; results: [n, size], where a scalar has size 1
    internal abstract IEnumerable<OnnxColumn> WriteOnnx(OnnxGraph graph, OnnxValue input);

    private protected abstract void SaveModel(ModelSaveContext context);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Map(new EmptyDataView(Host, inputSchema)).OutputSchema;

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Map(new EmptyDataView(Host, inputSchema));

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => Map(input);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    /// <summary>
    /// Frees the native memory of the parameters as soon as nothing uses it. A call by the disposal of a prediction engine does nothing.
    /// </summary>
    public void Dispose()
    {
        if (EngineDisposal.IsUnderWay())
            return;
        _lifetime.End();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps the native memory until the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    internal NativeLifetime.Use Use() => _lifetime.Enter();

    private protected abstract void FreeParameters();

    private RowToRowMapperTransform Map(IDataView input)
    {
        _lifetime.ThrowIfEnded();
        return new(Host, input, new Mapper(this, input.Schema), schema => new Mapper(this, schema));
    }

    private void Save(ModelSaveContext context)
    {
        using var use = Use();
        context.CheckAtModel();
        SaveModel(context);
    }

    private sealed class Mapper : IRowMapper, ISaveAsOnnx
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

        public void Save(ModelSaveContext ctx) => _parent.Save(ctx);

        public bool CanSaveOnnx(OnnxContext ctx) => true;

        public void SaveAsOnnx(OnnxContext ctx)
        {
            ctx.CheckOpSetVersion(OnnxGraph.OperatorSet, _parent.GetType().Name);
            if (!ctx.ContainsColumn(_features.Name))
                throw new InvalidOperationException($"column '{_features.Name}' is not in the graph: a step before " +
                    $"{_parent.GetType().Name} cannot be exported to ONNX; export from that column on.");
            using var use = _parent.Use();
            var graph = new ContextGraph(ctx, _parent.GetType().Name);
            var input = graph.Reshape(new OnnxValue(ctx.GetVariableName(_features.Name)), _inputShape[1..]);
            foreach (var (column, output) in _parent.WriteOnnx(graph, input).Zip(_outputs))
                graph.AddColumn(column.Name, output.Type, column.Value.Name);
        }

        /// <summary>Returns the values of the current row, computed by one pass for all columns.</summary>
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
                    throw new InvalidOperationException($"feature column '{_features.Name}' has {features.Length} values, but " +
                        $"{buffer.Length} are needed.");
                features.CopyTo(buffer);
                values = Array.FindIndex(buffer, x => !float.IsFinite(x)) is >= 0 and var slot
                    ? Missing(input, slot, buffer[slot])
                    : Compute(buffer);
                position = input.Position;
                return values;
            };
        }

        private float[] Compute(float[] features)
        {
            using var use = _parent.Use();
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            return _parent.Compute(TensorMemory.Copy<float>(features, _inputShape)).data<float>().ToArray();
        }

        // A view needs a value in each row, so it marks the row as missing. An engine has one row, which its caller can correct.
        private float[] Missing(DataViewRow input, int slot, float value)
        {
            if (input is not DataViewRowCursor)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                    $"feature column '{_features.Name}' has the value {value} in slot {slot}, but a prediction needs finite numbers; " +
                    $"ReplaceMissingValues in the pipeline replaces others."));
            var missing = new float[_parent.ValueCount];
            Array.Fill(missing, float.NaN);
            return missing;
        }
    }
}
