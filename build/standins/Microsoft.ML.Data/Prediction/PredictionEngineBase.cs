using System;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>One reused row goes in, is mapped, and comes out as an object. Not safe for use by several threads at once.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly InputRow<TSrc> _input;
    private readonly DataViewRow _output;
    private readonly Action<TDst> _fill;
    private readonly bool _ownsTransformer;
    private bool _disposed;

    private protected PredictionEngineBase(
        IHostEnvironment env,
        ITransformer transformer,
        bool ignoreMissingColumns,
        SchemaDefinition? inputSchemaDefinition = null,
        SchemaDefinition? outputSchemaDefinition = null,
        bool ownsTransformer = true)
    {
        Contracts.CheckValue(env, nameof(env));
        Contracts.CheckValue(env, transformer, nameof(transformer));
        Transformer = transformer;
        _ownsTransformer = ownsTransformer;
        var makeMapper = TransformerChecker(env, transformer);
        _input = InputRow<TSrc>.Create(env, inputSchemaDefinition);
        var mapper = makeMapper(_input.Schema);
        OutputSchema = mapper.OutputSchema;
        var needed = TypedRowReader.GetColumns<TDst>(env, OutputSchema, outputSchemaDefinition, ignoreMissingColumns);
        _output = mapper.GetRow(_input, needed);
        _fill = TypedRowReader.CreateFiller<TDst>(env, _output, outputSchemaDefinition, ignoreMissingColumns);
    }

    public DataViewSchema OutputSchema { get; }

    private protected ITransformer Transformer { get; }

    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        _output.Dispose();
        if (_ownsTransformer)
        {
            (Transformer as IDisposable)?.Dispose();
        }
    }

    private protected void ExtractValues(TSrc example) => _input.ExtractValues(example);

    private protected void FillValues(TDst prediction) => _fill(prediction);

    private protected virtual Func<DataViewSchema, IRowToRowMapper> TransformerChecker(IExceptionContext ectx, ITransformer transformer)
    {
        Contracts.CheckParam(ectx, transformer.IsRowToRowMapper, nameof(transformer), "Must be a row to row mapper");
        return transformer.GetRowToRowMapper;
    }
}
