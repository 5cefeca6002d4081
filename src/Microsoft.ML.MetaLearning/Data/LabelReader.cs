using System;
using System.Globalization;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Reads a label column as the value that names the class.</summary>
/// <remarks>
/// New classes need not be in a key mapping fitted at meta-training: text and integers name their class themselves, and a key stands for
/// its key value.
/// </remarks>
internal sealed class LabelReader
{
    private readonly DataViewSchema.Column _column;
    private readonly object[]? _keyValues;

    public LabelReader(DataViewSchema.Column column)
    {
        _column = column;
        var keyValueType = KeyValueType(column);
        ValueType = IsKey ? keyValueType ?? LabelTypes.NumberOf(column.Type) : (PrimitiveDataViewType)column.Type;
        _keyValues = keyValueType is null ? null : ReadKeyValues(column, keyValueType);
    }

    /// <summary>Gets the type of the values read.</summary>
    public PrimitiveDataViewType ValueType { get; }

    /// <summary>Gets whether classes are in the order of keys; others are in the order of their first rows.</summary>
    public bool IsKey => _column.Type is KeyDataViewType;

    /// <summary>Returns the error of a row without a label.</summary>
    /// <param name="row">The row.</param>
    /// <param name="role">The purpose of the column.</param>
    public InvalidOperationException Missing(long row, string role) => new(IsKey
        ? $"row {row} has the missing key in {role} column '{_column.Name}': a key mapping such as MapValueToKey knows only the values " +
            $"that it was fitted on{Known}. Take MapValueToKey out of the pipeline: the column may be text or an integer itself, " +
            "so that new classes need no mapping."
        : $"row {row} has no value in {role} column '{_column.Name}'.");

    private string Known => _keyValues is { } values ? $" ({string.Join(", ", values.Take(10))}{(values.Length > 10 ? ", ..." : "")})" : "";

    /// <summary>Creates a getter of the current row's label as text, or null if it is missing.</summary>
    public Func<string?> CreateNameGetter(DataViewRow row)
    {
        var getter = CreateGetter(row);
        return () => Convert.ToString(getter().Value, CultureInfo.InvariantCulture) is { Length: > 0 } name ? name : null;
    }

    /// <summary>Creates a getter of the current row's label, or null if it is missing, and of its rank among keys.</summary>
    public Func<(object? Value, ulong Rank)> CreateGetter(DataViewRow row)
    {
        if (_column.Type is TextDataViewType)
        {
            var getter = row.GetGetter<ReadOnlyMemory<char>>(_column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getter(ref text);
                return (text.IsEmpty ? null : text.ToString(), 0);
            };
        }
        var action = new IntegerGetter(this, row);
        LabelTypes.Of(LabelTypes.NumberOf(_column.Type))(action);
        return action.Getter;
    }

    /// <summary>
    /// Returns the type of the values that keys stand for; null if the column does not say, or if the values could not be labels
    /// themselves.
    /// </summary>
    private static PrimitiveDataViewType? KeyValueType(DataViewSchema.Column column) => column.Type is KeyDataViewType
        && column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is VectorDataViewType { ItemType: var item }
        && item is not KeyDataViewType && LabelTypes.Supports(item) ? item : null;

    private static object[] ReadKeyValues(DataViewSchema.Column column, PrimitiveDataViewType type)
    {
        if (type is TextDataViewType)
            return Array.ConvertAll(KeyValues<ReadOnlyMemory<char>>(column), v => (object)v.ToString());
        var action = new IntegerKeyValues(column);
        LabelTypes.Of(type)(action);
        return action.Values;
    }

    private static T[] KeyValues<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return values.DenseValues().ToArray();
    }

    private sealed class IntegerKeyValues(DataViewSchema.Column column) : LabelTypes.IAction
    {
        public object[] Values { get; private set; } = [];

        public void Invoke<T>() where T : struct => Values = Array.ConvertAll(KeyValues<T>(column), v => (object)v);
    }

    private sealed class IntegerGetter(LabelReader reader, DataViewRow row) : LabelTypes.IAction
    {
        public Func<(object?, ulong)> Getter { get; private set; } = null!;

        public void Invoke<T>() where T : struct
        {
            var getter = row.GetGetter<T>(reader._column);
            T value = default;
            Getter = () =>
            {
                getter(ref value);
                if (!reader.IsKey)
                    return (value, 0);
                // Keys count from 1. 0 is the missing value.
                var key = Convert.ToUInt64(value, CultureInfo.InvariantCulture);
                return key == 0 ? (null, 0) : (reader._keyValues is { } names ? names[key - 1] : value, key);
            };
        }
    }
}
