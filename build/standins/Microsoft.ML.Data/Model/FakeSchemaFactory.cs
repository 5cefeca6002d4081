using System;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.DataLoadSave;

/// <summary>A schema of the given shape, with arbitrary sizes where the shape has none and default annotation values.</summary>
internal static class FakeSchemaFactory
{
    private const int VectorSize = 10;
    private const int KeyCount = 10;

    public static DataViewSchema Create(SchemaShape shape)
    {
        Contracts.CheckValue(shape, nameof(shape));
        var builder = new DataViewSchema.Builder();
        foreach (var column in shape)
        {
            builder.AddColumn(column.Name, MakeType(column), MakeAnnotations(column.Annotations));
        }
        return builder.ToSchema();
    }

    private static DataViewType MakeType(SchemaShape.Column column)
    {
        var item = column.IsKey ? new KeyDataViewType(column.ItemType.RawType, KeyCount) : column.ItemType;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => new VectorDataViewType((PrimitiveDataViewType)item, VectorSize),
            SchemaShape.Column.VectorKind.VariableVector => new VectorDataViewType((PrimitiveDataViewType)item),
            _ => item,
        };
    }

    private static DataViewSchema.Annotations MakeAnnotations(SchemaShape shape)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        foreach (var column in shape)
        {
            var type = MakeType(column);
            var getter = new Func<int, Delegate>(DefaultGetter<int>).Method.GetGenericMethodDefinition()
                .MakeGenericMethod(type.RawType).Invoke(null, new object[] { (type as VectorDataViewType)?.Size ?? 0 });
            builder.Add(column.Name, type, (Delegate)getter!, MakeAnnotations(column.Annotations));
        }
        return builder.ToAnnotations();
    }

    private static Delegate DefaultGetter<TValue>(int size)
    {
        var value = default(TValue)!;
        if (size > 0)
        {
            // A sparse vector without explicit values: all its items are the default.
            value = (TValue)Activator.CreateInstance(
                typeof(TValue), size, 0, Array.CreateInstance(typeof(TValue).GetGenericArguments().Single(), 0), Array.Empty<int>())!;
        }
        return (ValueGetter<TValue>)((ref TValue destination) => destination = value);
    }
}
