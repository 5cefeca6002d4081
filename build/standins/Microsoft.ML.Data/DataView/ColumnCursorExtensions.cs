using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckNonEmpty(columnName, nameof(columnName));
        if (data.Schema.GetColumnOrNull(columnName) is not { } column)
            throw Contracts.ExceptSchemaMismatch(nameof(columnName), "input", columnName);
        return GetColumn<T>(data, column);
    }

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Contracts.CheckValue(data, nameof(data));
        if (typeof(T) == column.Type.RawType)
            return column.Type is VectorDataViewType vector
                ? Generic.Call<IEnumerable<T>>(typeof(ColumnCursorExtensions), nameof(Vectors), [vector.ItemType.RawType], data, column)
                : Values<T, T>(data, column, value => value);
        if (typeof(T) == typeof(string) && column.Type is TextDataViewType)
            return (IEnumerable<T>)Values<ReadOnlyMemory<char>, string>(data, column, text => text.ToString());
        if (typeof(T) == typeof(string[]) && column.Type is VectorDataViewType { ItemType: TextDataViewType })
            return (IEnumerable<T>)Values<VBuffer<ReadOnlyMemory<char>>, string[]>(data, column, texts => texts.DenseValues().Select(text => text.ToString()).ToArray());
        if (column.Type is VectorDataViewType items && typeof(T) == items.ItemType.RawType.MakeArrayType())
            return Generic.Call<IEnumerable<T>>(typeof(ColumnCursorExtensions), nameof(Arrays), [items.ItemType.RawType], data, column);
        throw Contracts.ExceptParam(nameof(column), $"Could not map a data view column '{column.Name}' of type {column.Type} to {typeof(T)}.");
    }

    private static IEnumerable<VBuffer<TItem>> Vectors<TItem>(IDataView data, DataViewSchema.Column column)
        => Values<VBuffer<TItem>, VBuffer<TItem>>(data, column, vector =>
        {
            VBuffer<TItem> copy = default;
            vector.CopyTo(ref copy);
            return copy;
        });

    private static IEnumerable<TItem[]> Arrays<TItem>(IDataView data, DataViewSchema.Column column)
        => Values<VBuffer<TItem>, TItem[]>(data, column, vector => vector.DenseValues().ToArray());

    private static IEnumerable<TResult> Values<TValue, TResult>(IDataView data, DataViewSchema.Column column, Func<TValue, TResult> convert)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema[column.Index]]);
        ValueGetter<TValue> getter = cursor.GetGetter<TValue>(data.Schema[column.Index]);
        TValue value = default!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            yield return convert(value);
        }
    }
}
