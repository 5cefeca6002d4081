using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    internal const long DefaultMaximumExampleCount = 1000000000;

    private readonly IHost _host;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;
    private readonly long _maximumExampleCount;
    private readonly Func<ColumnMoments, SlotFunction> _choose;

    internal NormalizingEstimator(
        IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, long maximumExampleCount, Func<ColumnMoments, SlotFunction> choose)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(NormalizingEstimator));
        _host.CheckNonEmpty(columns, nameof(columns));
        _host.CheckParam(maximumExampleCount > 1, nameof(maximumExampleCount), "Must be greater than 1");
        _columns = columns;
        _maximumExampleCount = maximumExampleCount;
        _choose = choose;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        DataViewSchema.Column[] sources = Array.ConvertAll(_columns, pair => input.Schema.GetColumnOrNull(pair.inputColumnName)
            ?? throw _host.ExceptSchemaMismatch(nameof(input), "input", pair.inputColumnName));
        foreach (DataViewSchema.Column source in sources)
            CheckType(source);
        using DataViewRowCursor cursor = input.GetRowCursor(sources);
        ColumnReader[] readers = Array.ConvertAll(sources, source => ColumnReader.Create(cursor, source));
        ColumnMoments[] moments = Array.ConvertAll(readers, reader => new ColumnMoments(reader.Size));
        for (long row = 0; row < _maximumExampleCount && cursor.MoveNext(); row++)
        {
            for (int i = 0; i < readers.Length; i++)
                moments[i].Add(readers[i].Read());
        }
        return new NormalizingTransformer(_host, _columns, sources.Select(source => source.Type).ToArray(), Array.ConvertAll(moments, m => _choose(m)));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        foreach ((string output, string input) in _columns)
        {
            SchemaShape.Column source = ShapeColumns.Find(_host, inputSchema, input);
            if (source.Kind == SchemaShape.Column.VectorKind.VariableVector || source.IsKey
                || source.ItemType.RawType != typeof(float) && source.ItemType.RawType != typeof(double))
            {
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "vector or scalar of Single or Double with known size", source.GetTypeString());
            }
            List<SchemaShape.Column> annotations = ShapeColumns.Keep(source, AnnotationUtils.Kinds.SlotNames);
            annotations.Add(ShapeColumns.IsNormalized);
            columns[output] = new SchemaShape.Column(output, source.Kind, source.ItemType, false, new SchemaShape(annotations));
        }
        return new SchemaShape(columns.Values);
    }

    private void CheckType(DataViewSchema.Column source)
    {
        DataViewType itemType = source.Type is VectorDataViewType vector ? vector.ItemType : source.Type;
        if (itemType.RawType != typeof(float) && itemType.RawType != typeof(double) || source.Type is VectorDataViewType { IsKnownSize: false })
            throw _host.ExceptSchemaMismatch("input", "input", source.Name, "vector or scalar of Single or Double with known size", source.Type.ToString()!);
    }
}
