using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    internal const int DefaultMaximumNumberOfKeys = 1000000;

    private readonly IHost _host;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;
    private readonly int _maximumNumberOfKeys;
    private readonly KeyOrdinality _keyOrdinality;
    private readonly bool _textAnnotations;
    private readonly IDataView? _keyData;

    internal ValueToKeyMappingEstimator(
        IHostEnvironment env,
        (string outputColumnName, string inputColumnName)[] columns,
        int maximumNumberOfKeys = DefaultMaximumNumberOfKeys,
        KeyOrdinality keyOrdinality = KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false,
        IDataView? keyData = null)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckNonEmpty(columns, nameof(columns));
        _host.CheckParam(maximumNumberOfKeys > 0, nameof(maximumNumberOfKeys), "Must be positive");
        if (keyData != null && keyData.Schema.Count(column => !column.IsHidden) != 1)
            throw _host.ExceptParam(nameof(keyData), "If specified, this data should contain only a single column.");
        _columns = columns;
        _maximumNumberOfKeys = maximumNumberOfKeys;
        _keyOrdinality = keyOrdinality;
        _textAnnotations = addKeyValueAnnotationsAsText;
        _keyData = keyData;
    }

    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        DataViewSchema.Column[] sources = Array.ConvertAll(_columns, pair => input.Schema.GetColumnOrNull(pair.inputColumnName)
            ?? throw _host.ExceptSchemaMismatch(nameof(input), "input", pair.inputColumnName));
        TermMap[] maps = Array.ConvertAll(sources, source => TermMap.Create(GetItemType(source)));
        if (_keyData == null)
            Train(maps, input, sources);
        else
            Train(maps, _keyData, Array.ConvertAll(maps, GetKeyColumn));
        return new ValueToKeyMappingTransformer(_host, _columns, maps, _textAnnotations);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        foreach ((string output, string input) in _columns)
        {
            SchemaShape.Column source = ShapeColumns.Find(_host, inputSchema, input);
            if (source.ItemType is not PrimitiveDataViewType)
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "a primitive type or a vector of one", source.GetTypeString());
            List<SchemaShape.Column> annotations = ShapeColumns.Keep(source, AnnotationUtils.Kinds.SlotNames);
            DataViewType? values = source.ItemType;
            if (source.IsKey)
                values = source.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out SchemaShape.Column known) ? known.ItemType : null;
            if (values != null)
                annotations.Add(ShapeColumns.KeyValues(_textAnnotations ? TextDataViewType.Instance : values));
            columns[output] = new SchemaShape.Column(output, source.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        }
        return new SchemaShape(columns.Values);
    }

    private void Train(TermMap[] maps, IDataView data, DataViewSchema.Column[] sources)
    {
        using (DataViewRowCursor cursor = data.GetRowCursor(sources))
        {
            Action[] trainers = maps.Select((map, i) => map.MakeTrainer(cursor, sources[i], _maximumNumberOfKeys)).ToArray();
            while (cursor.MoveNext())
            {
                foreach (Action train in trainers)
                    train();
            }
        }
        if (_keyOrdinality == KeyOrdinality.ByValue)
        {
            foreach (TermMap map in maps)
                map.Sort();
        }
    }

    private DataViewSchema.Column GetKeyColumn(TermMap map)
    {
        DataViewSchema.Column column = _keyData!.Schema.Single(c => !c.IsHidden);
        if (!GetItemType(column).Equals(map.ItemType))
            throw _host.ExceptParam("keyData", $"The type of column '{column.Name}' must be '{map.ItemType}', but it is '{column.Type}'.");
        return column;
    }

    private DataViewType GetItemType(DataViewSchema.Column column)
    {
        DataViewType itemType = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        return itemType is PrimitiveDataViewType and not RowIdDataViewType
            ? itemType
            : throw _host.ExceptSchemaMismatch("input", "input", column.Name, "a primitive type or a vector of one", column.Type.ToString()!);
    }
}
