using System;
using System.Collections.Generic;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A view through a column selection.</summary>
internal sealed class ColumnSelectionDataView : IDataView
{
    private readonly IDataView _source;
    private readonly ColumnSelection _selection;

    public ColumnSelectionDataView(IDataView source, ColumnSelection selection)
    {
        _source = source;
        _selection = selection;
    }

    public DataViewSchema Schema => _selection.OutputSchema;

    public bool CanShuffle => _source.CanShuffle;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        DataViewRowCursor input = _source.GetRowCursor(_selection.GetDependencies(ActiveColumns.In(Schema, active)), rand);
        return new Cursor(_selection, input, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : WrappedCursor
    {
        private readonly ColumnSelection _selection;
        private readonly bool[] _active;

        public Cursor(ColumnSelection selection, DataViewRowCursor input, bool[] active)
            : base(input)
        {
            _selection = selection;
            _active = active;
        }

        public override DataViewSchema Schema => _selection.OutputSchema;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => Input.GetGetter<TValue>(_selection.GetSource(column));

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

        protected override bool MoveNextCore() => Input.MoveNext();
    }
}
