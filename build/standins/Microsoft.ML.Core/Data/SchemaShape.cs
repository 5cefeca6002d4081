using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What is known of a schema before any data is seen: names, kinds and annotations, but no sizes.</summary>
public sealed partial class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape s_empty = new SchemaShape(Enumerable.Empty<Column>());

    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        Contracts.CheckValue(columns, nameof(columns));
        _columns = columns.ToArray();
        Contracts.CheckParam(_columns.All(column => column.IsValid), nameof(columns), "Some items are not initialized properly.");
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Create(DataViewSchema schema)
    {
        Contracts.CheckValue(schema, nameof(schema));
        return new SchemaShape(schema.Where(column => !column.IsHidden).Select(Shape));
    }

    internal static void GetColumnTypeShape(DataViewType type, out Column.VectorKind vecKind, out DataViewType itemType, out bool isKey)
    {
        itemType = type;
        vecKind = Column.VectorKind.Scalar;
        if (type is VectorDataViewType vector)
        {
            vecKind = vector.IsKnownSize ? Column.VectorKind.Vector : Column.VectorKind.VariableVector;
            itemType = vector.ItemType;
        }
        isKey = itemType is KeyDataViewType;
        if (isKey)
        {
            itemType = RawNumber(itemType.RawType);
        }
    }

    internal bool TryFindColumn(string name, out Column column)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        column = _columns.FirstOrDefault(candidate => candidate.Name == name);
        return column.IsValid;
    }

    private static Column Shape(DataViewSchema.Column column)
    {
        GetColumnTypeShape(column.Type, out var kind, out var itemType, out bool isKey);
        var annotations = column.Annotations.Schema.Count == 0 ? s_empty : Create(column.Annotations.Schema);
        return new Column(column.Name, kind, itemType, isKey, annotations);
    }

    private static NumberDataViewType RawNumber(Type rawType)
    {
        return Type.GetTypeCode(rawType) switch
        {
            TypeCode.Byte => NumberDataViewType.Byte,
            TypeCode.UInt16 => NumberDataViewType.UInt16,
            TypeCode.UInt32 => NumberDataViewType.UInt32,
            _ => NumberDataViewType.UInt64,
        };
    }
}
