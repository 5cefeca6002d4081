using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>Keeps scalar columns of a view in memory.</summary>
internal sealed class KeptColumns
{
    private readonly DataViewSchema _schema;
    private readonly Dictionary<int, IKeptColumn> _columns;

    private KeptColumns(DataViewSchema schema, Dictionary<int, IKeptColumn> columns) => (_schema, _columns) = (schema, columns);

    /// <summary>Returns whether a column is a scalar of a few bytes, or text.</summary>
    public static bool CanKeep(DataViewSchema.Column column) =>
        column.Type is TextDataViewType or NumberDataViewType or BooleanDataViewType or KeyDataViewType;

    public static KeptColumns Read(IDataView view, IReadOnlyList<DataViewSchema.Column> columns)
    {
        using var cursor = view.GetRowCursor(columns);
        var kept = columns.ToDictionary(
            c => c.Index, c => (IKeptColumn)Activator.CreateInstance(typeof(KeptColumn<>).MakeGenericType(c.Type.RawType), cursor, c)!);
        while (cursor.MoveNext())
            foreach (var column in kept.Values)
                column.ReadRow();
        return new KeptColumns(view.Schema, kept);
    }

    public void AppendTo(IncrementalHash hash)
    {
        foreach (var column in _columns.Values)
            column.AppendTo(hash);
    }

    /// <summary>Represents one row at a time.</summary>
    public sealed class Row(KeptColumns kept) : DataViewRow
    {
        private long _position = -1;

        public override DataViewSchema Schema => kept._schema;

        public override long Position => _position;

        public override long Batch => 0;

        public void MoveTo(long position) => _position = position;

        public override bool IsColumnActive(DataViewSchema.Column column) => kept._columns.ContainsKey(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            kept._columns[column.Index] is KeptColumn<TValue> values
                ? (ref TValue destination) => destination = values[_position]
                : throw new InvalidOperationException($"column '{column.Name}' is {column.Type}, not {typeof(TValue)}.");

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);
    }

    private interface IKeptColumn
    {
        void ReadRow();

        void AppendTo(IncrementalHash hash);
    }

    private sealed class KeptColumn<T>(DataViewRow cursor, DataViewSchema.Column column) : IKeptColumn
    {
        private readonly List<T> _values = [];
        private readonly ValueGetter<T> _getter = cursor.GetGetter<T>(column);

        public T this[long row] => _values[(int)row];

        public void ReadRow()
        {
            T value = default!;
            _getter(ref value);
            // The text may be part of a larger buffer, which would stay alive with it.
            _values.Add(value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value);
        }

        public void AppendTo(IncrementalHash hash)
        {
            foreach (var value in _values)
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{value}\0")));
        }
    }
}
