using System;
using System.Collections.Generic;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>User objects as a view. A list can be counted and shuffled; anything else is enumerated anew by each cursor.</summary>
internal sealed class EnumerableDataView<TRow> : IDataView
    where TRow : class
{
    private readonly IEnumerable<TRow> _data;
    private readonly SchemaDefinition _definition;

    public EnumerableDataView(IHostEnvironment env, IEnumerable<TRow> data, SchemaDefinition? schemaDefinition, DataViewSchema? schema)
    {
        _data = data;
        _definition = schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        InputRow<TRow> row = schema == null ? InputRow<TRow>.Create(env, _definition) : InputRow<TRow>.Create(env, schema, _definition);
        Schema = row.Schema;
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => _data is IList<TRow>;

    public long? GetRowCount() => (_data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        InputRow<TRow> row = InputRow<TRow>.Create(Schema, _definition);
        if (rand == null || _data is not IList<TRow> list)
            return new Cursor(row, active, _data.GetEnumerator(), null);
        int[] order = Shuffle.Permutation(list.Count, rand);
        return new Cursor(row, active, Permuted(list, order).GetEnumerator(), order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private static IEnumerable<TRow> Permuted(IList<TRow> list, int[] order)
    {
        foreach (int index in order)
            yield return list[index];
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly InputRow<TRow> _row;
        private readonly bool[] _active;
        private readonly IEnumerator<TRow> _rows;
        private readonly int[]? _order;
        private bool _ended;

        public Cursor(InputRow<TRow> row, bool[] active, IEnumerator<TRow> rows, int[]? order)
        {
            _row = row;
            _active = active;
            _rows = rows;
            _order = order;
        }

        public override DataViewSchema Schema => _row.Schema;

        public override long Position => _ended ? -1 : _row.Position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (_ended || !_rows.MoveNext())
            {
                _ended = true;
                return false;
            }
            _row.ExtractValues(_rows.Current ?? throw Contracts.Except("Encountered a null row, which cannot be read."));
            return true;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw Contracts.ExceptParam(nameof(column), $"Column '{column.Name}' is not active in this cursor.");
            return _row.GetGetter<TValue>(column);
        }

        // The identity of a row does not depend on the order in which rows are visited.
        public override ValueGetter<DataViewRowId> GetIdGetter()
            => (ref DataViewRowId id) =>
            {
                Contracts.Check(Position >= 0, "Cannot call ID getter in current state");
                id = new DataViewRowId((ulong)(_order == null ? Position : _order[Position]), 0);
            };

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _ended = true;
                _rows.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
