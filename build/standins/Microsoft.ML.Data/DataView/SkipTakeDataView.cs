using System;
using System.Collections.Generic;

namespace Microsoft.ML.Data;

/// <summary>A run of a view's rows. Never shuffled, or it would not be that run.</summary>
internal sealed class SkipTakeDataView : IDataView
{
    private readonly IDataView _source;
    private readonly long _skip;
    private readonly long _take;

    public SkipTakeDataView(IDataView source, long skip, long take)
    {
        _source = source;
        _skip = skip;
        _take = take;
    }

    public DataViewSchema Schema => _source.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount()
        => _source.GetRowCount() is { } count ? Math.Min(Math.Max(0, count - _skip), _take) : _take == 0 ? 0 : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(_source.GetRowCursor(columnsNeeded), _skip, _take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor : WrappedCursor
    {
        private long _toSkip;
        private long _toTake;

        public Cursor(DataViewRowCursor input, long skip, long take)
            : base(input)
        {
            _toSkip = skip;
            _toTake = take;
        }

        protected override bool MoveNextCore()
        {
            if (_toTake == 0)
                return false;
            for (; _toSkip > 0; _toSkip--)
            {
                if (!Input.MoveNext())
                    return false;
            }
            _toTake--;
            return Input.MoveNext();
        }
    }
}
