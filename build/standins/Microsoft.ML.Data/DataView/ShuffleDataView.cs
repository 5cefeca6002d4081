using System;
using System.Collections.Generic;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Rows in random order: the source's own shuffling where it can, and a pool of rows from which the next one is drawn.</summary>
internal sealed class ShuffleDataView : IDataView
{
    private readonly IDataView _source;
    private readonly int _seed;
    private readonly int _poolSize;
    private readonly bool _shuffleSource;

    public ShuffleDataView(IDataView source, int seed, int poolSize, bool shuffleSource)
    {
        foreach (DataViewSchema.Column column in source.Schema)
        {
            if (!ColumnStore.CanStore(column.Type))
                throw Contracts.ExceptSchemaMismatch(nameof(source), "shuffled", column.Name, "a primitive type or a vector of one", column.Type.ToString()!);
        }
        _source = source;
        _seed = seed;
        _poolSize = poolSize;
        _shuffleSource = shuffleSource;
    }

    public DataViewSchema Schema => _source.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => _source.GetRowCount();

    // Without a generator of the caller's, each cursor shows the same order.
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Random random = rand ?? new Random(_seed);
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        DataViewRowCursor input = _source.GetRowCursor(ActiveColumns.In(Schema, active), _shuffleSource && _source.CanShuffle ? random : null);
        return new Cursor(input, active, _poolSize, random);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : WrappedCursor
    {
        private readonly Random _random;
        private readonly int _poolSize;
        private readonly Action<int>[] _writers;
        private readonly Delegate?[] _getters;
        private readonly ValueGetter<DataViewRowId> _inputId;
        private readonly List<DataViewRowId> _ids = [];
        private readonly List<int> _slots = [];
        private int _current = -1;

        public Cursor(DataViewRowCursor input, bool[] active, int poolSize, Random random)
            : base(input)
        {
            _random = random;
            _poolSize = poolSize;
            _inputId = input.GetIdGetter();
            _getters = new Delegate?[active.Length];
            var writers = new List<Action<int>>();
            foreach (DataViewSchema.Column column in ActiveColumns.In(Schema, active))
            {
                ColumnStore store = ColumnStore.Create(column);
                writers.Add(store.MakeWriter(input, column));
                _getters[column.Index] = store.MakeGetter(GetCurrent);
            }
            _writers = [.. writers];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => ActiveColumns.Cast<TValue>(_getters[column.Index], column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[GetCurrent()];

        // The slot of the row shown last is free for the next row of the source; the slots still listed hold rows not yet shown.
        protected override bool MoveNextCore()
        {
            if (_current >= 0 && Input.MoveNext())
                Store(_current);
            while (_ids.Count < _poolSize && Input.MoveNext())
                Store(_ids.Count);
            if (_slots.Count == 0)
                return false;
            int pick = _random.Next(_slots.Count);
            _current = _slots[pick];
            _slots[pick] = _slots[^1];
            _slots.RemoveAt(_slots.Count - 1);
            return true;
        }

        private void Store(int slot)
        {
            DataViewRowId id = default;
            _inputId(ref id);
            if (slot == _ids.Count)
                _ids.Add(id);
            else
                _ids[slot] = id;
            foreach (Action<int> write in _writers)
                write(slot);
            _slots.Add(slot);
        }

        private int GetCurrent()
        {
            Contracts.Check(Position >= 0, "Cannot read a value: the cursor is not on a row.");
            return _current;
        }
    }
}
