using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Represents the rows of several views in sequence. Labels begin with the view's name. As lazy as the views.</summary>
internal sealed class CombinedSources : IDataView
{
    private readonly IReadOnlyList<(string Name, IDataView Data)> _sources;
    private readonly string _label;

    private CombinedSources(IReadOnlyList<(string Name, IDataView Data)> sources, string label)
    {
        (_sources, _label) = (sources, label);
        var builder = new DataViewSchema.Builder();
        foreach (var column in sources[0].Data.Schema.Where(c => !c.IsHidden))
            if (column.Name == label)
                builder.AddColumn(label, TextDataViewType.Instance);
            else if (column.Type is not KeyDataViewType
                && sources.All(s => column.Type.Equals(s.Data.Schema.GetColumnOrNull(column.Name)?.Type)))
                builder.AddColumn(column.Name, column.Type);
        Schema = builder.ToSchema();
    }

    public static CombinedSources Create(IReadOnlyDictionary<string, IDataView> sources, string label)
    {
        if (sources.Count == 0)
            throw new ArgumentException("at least one source is needed, but none is given.", nameof(sources));
        foreach (var (name, data) in sources)
        {
            Checks.NotEmpty(name, "the name of a source");
            if (name.Contains('/'))
                throw new ArgumentException($"the name of a source must have no '/', but one is '{name}'.", nameof(sources));
            ExampleColumns.Class(data.Schema, label);
        }
        return new CombinedSources(sources.Select(s => (s.Key, s.Value)).ToArray(), label);
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _sources.Aggregate((long?)0, (sum, source) => sum + source.Data.GetRowCount());

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, columnsNeeded.Select(c => c.Name).ToHashSet());

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    /// <summary>Reads one source after the other, with one open cursor at a time.</summary>
    private sealed class Cursor(CombinedSources view, HashSet<string> needed) : DataViewRowCursor
    {
        private int _source = -1;
        private DataViewRowCursor? _rows;
        private long _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            while (_rows is null || !_rows.MoveNext())
            {
                if (_source + 1 >= view._sources.Count)
                    return false;
                _rows?.Dispose();
                var data = view._sources[++_source].Data;
                _rows = data.GetRowCursor(data.Schema.Where(c => !c.IsHidden && needed.Contains(c.Name)));
            }
            _position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => needed.Contains(column.Name);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var (from, getter) = (-1, default(ValueGetter<TValue>));
            return (ref TValue value) =>
            {
                if (from != _source)
                    (from, getter) = (_source, column.Name == view._label
                        ? (ValueGetter<TValue>)(Delegate)LabelGetter()
                        : _rows!.GetGetter<TValue>(_rows.Schema[column.Name]));
                getter!(ref value);
            };
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        private ValueGetter<ReadOnlyMemory<char>> LabelGetter()
        {
            var name = view._sources[_source].Name;
            var getter = new LabelReader(_rows!.Schema[view._label]).CreateNameGetter(_rows);
            // A missing label stays missing.
            return (ref ReadOnlyMemory<char> label) => label = getter() is { } text ? $"{name}/{text}".AsMemory() : default;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows?.Dispose();
            base.Dispose(disposing);
        }
    }
}
