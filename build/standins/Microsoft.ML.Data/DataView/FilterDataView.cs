using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.Data;

/// <summary>The rows of a view that a predicate, made anew for each cursor, lets through.</summary>
internal sealed class FilterDataView : IDataView
{
    private readonly IDataView _source;
    private readonly IReadOnlyList<DataViewSchema.Column> _columns;
    private readonly Func<DataViewRow, Func<bool>> _makePredicate;

    public FilterDataView(IDataView source, IReadOnlyList<DataViewSchema.Column> columns, Func<DataViewRow, Func<bool>> makePredicate)
    {
        _source = source;
        _columns = columns;
        _makePredicate = makePredicate;
    }

    public DataViewSchema Schema => _source.Schema;

    public bool CanShuffle => _source.CanShuffle;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        IEnumerable<DataViewSchema.Column> needed = Schema.Where(column => active[column.Index] || _columns.Any(c => c.Index == column.Index));
        DataViewRowCursor input = _source.GetRowCursor(needed, rand);
        return new Cursor(input, active, _makePredicate(input));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : WrappedCursor
    {
        private readonly bool[] _active;
        private readonly Func<bool> _accepts;

        public Cursor(DataViewRowCursor input, bool[] active, Func<bool> accepts)
            : base(input)
        {
            _active = active;
            _accepts = accepts;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (_accepts())
                    return true;
            }
            return false;
        }
    }
}
