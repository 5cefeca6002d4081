using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Keeps columns in memory once they have been asked for.</summary>
internal sealed class CacheDataView : IDataView
{
    private readonly IDataView _source;
    private readonly ColumnStore?[] _stores;
    private readonly object _lock = new();
    private int? _count;

    public CacheDataView(IHostEnvironment env, IDataView input, int[]? prefetch)
    {
        env.CheckValue(input, nameof(input));
        _source = input;
        _stores = new ColumnStore?[input.Schema.Count];
        if (prefetch is { Length: > 0 })
            Fill(prefetch.Where(index => ColumnStore.CanStore(Schema[index].Type)));
    }

    public DataViewSchema Schema => _source.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount()
    {
        lock (_lock)
        {
            if (_count == null)
                Fill([]);
            return _count;
        }
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        List<DataViewSchema.Column> columns = ActiveColumns.In(Schema, active).ToList();
        if (columns.Exists(column => !ColumnStore.CanStore(column.Type)))
            return _source.GetRowCursor(columns, rand);
        Fill(columns.Select(column => column.Index));
        int count = _count!.Value;
        return new Cursor(this, active, count, rand == null ? null : Shuffle.Permutation(count, rand));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private void Fill(IEnumerable<int> columns)
    {
        lock (_lock)
        {
            int[] missing = columns.Where(index => _stores[index] == null).ToArray();
            if (missing.Length == 0 && _count != null)
                return;
            ColumnStore[] stores = Array.ConvertAll(missing, index => ColumnStore.Create(Schema[index]));
            int count = 0;
            using (DataViewRowCursor cursor = _source.GetRowCursor(missing.Select(index => Schema[index])))
            {
                Action<int>[] writers = stores.Select((store, i) => store.MakeWriter(cursor, Schema[missing[i]])).ToArray();
                for (; cursor.MoveNext(); count++)
                {
                    foreach (Action<int> write in writers)
                        write(count);
                }
            }
            for (int i = 0; i < missing.Length; i++)
                _stores[missing[i]] = stores[i];
            _count = count;
        }
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly bool[] _active;
        private readonly int _count;
        private readonly int[]? _order;
        private readonly Delegate?[] _getters;
        private int _position = -1;

        public Cursor(CacheDataView parent, bool[] active, int count, int[]? order)
        {
            Schema = parent.Schema;
            _active = active;
            _count = count;
            _order = order;
            _getters = parent._stores.Select((store, i) => active[i] ? store!.MakeGetter(GetIndex) : null).ToArray();
        }

        public override DataViewSchema Schema { get; }

        public override long Position => _position < _count ? _position : -1;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (_position < _count)
                _position++;
            return _position < _count;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => ActiveColumns.Cast<TValue>(_getters[column.Index], column);

        public override ValueGetter<DataViewRowId> GetIdGetter()
            => (ref DataViewRowId id) => id = new DataViewRowId((ulong)GetIndex(), 0);

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

        private int GetIndex()
        {
            Contracts.Check(Position >= 0, "Cannot read a value: the cursor is not on a row.");
            return _order == null ? _position : _order[_position];
        }
    }
}
