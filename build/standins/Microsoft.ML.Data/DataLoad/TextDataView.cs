using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Text files as a view; each cursor reads them anew.</summary>
internal sealed class TextDataView : IDataView
{
    private readonly IMultiStreamSource _files;
    private readonly TextColumn[] _columns;
    private readonly TextLoader.Options _options;

    public TextDataView(DataViewSchema schema, IMultiStreamSource files, TextColumn[] columns, TextLoader.Options options)
    {
        Schema = schema;
        _files = files;
        _columns = columns;
        _options = options;
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(this, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly TextDataView _parent;
        private readonly IEnumerator<string> _records;
        private readonly List<string> _fields = [];
        private readonly Delegate?[] _getters;
        private long _position = -1;
        private bool _ended;

        public Cursor(TextDataView parent, bool[] active)
        {
            _parent = parent;
            _records = TextLineReader.ReadRecords(parent._files, parent._options).GetEnumerator();
            _getters = parent._columns.Select((column, i) => active[i] ? column.MakeGetter(_fields, parent._options) : null).ToArray();
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (_ended || _position + 1 >= (_parent._options.MaxRows ?? long.MaxValue) || !_records.MoveNext())
            {
                _ended = true;
                _position = -1;
                return false;
            }
            TextFields.Split(_records.Current, _parent._options, _fields);
            _position++;
            return true;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => ActiveColumns.Cast<TValue>(_getters[column.Index], column);

        public override ValueGetter<DataViewRowId> GetIdGetter()
            => (ref DataViewRowId id) =>
            {
                Contracts.Check(_position >= 0, "Cannot call ID getter in current state");
                id = new DataViewRowId((ulong)_position, 0);
            };

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _getters.Length && _getters[column.Index] != null;

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _records.Dispose();
            base.Dispose(disposing);
        }
    }
}
