using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning;

/// <summary>Reads a label column as the value that names the class.</summary>
/// <remarks>
/// New classes never need to be in a key mapping fitted at meta-training: text and integers name their class themselves, and a key stands for its key value.
/// </remarks>
internal sealed class LabelReader
{
    private readonly DataViewSchema.Column _column;
    private readonly string[]? _keyValues;

    public LabelReader(DataViewSchema.Column column)
    {
        _column = column;
        _keyValues = column.Type is KeyDataViewType && column.HasKeyValues(TextDataViewType.Instance) ? ReadKeyValues(column) : null;
        ValueType = _keyValues is not null || column.Type is TextDataViewType ? TextDataViewType.Instance
            : column.Type is KeyDataViewType ? LabelTypes.NumberOf(column.Type)
            : (PrimitiveDataViewType)column.Type;
    }

    /// <summary>The type of the values read.</summary>
    public PrimitiveDataViewType ValueType { get; }

    /// <summary>Whether classes have an order of their own, that of the keys; other classes are ordered by their first row.</summary>
    public bool IsKey => _column.Type is KeyDataViewType;

    /// <summary>A function that gives the current row's label, and its rank among keys; a missing label is null.</summary>
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

    private static string[] ReadKeyValues(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.GetKeyValues(ref values);
        return values.DenseValues().Select(v => v.ToString()).ToArray();
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
                // Keys count from 1; 0 is the missing value.
                var key = Convert.ToUInt64(value);
                return key == 0 ? (null, 0) : (reader._keyValues is { } names ? names[key - 1] : value, key);
            };
        }
    }
}
