using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.Data;

/// <summary>
/// The schema of a row with columns added. An added column follows the last column of its name and hides it;
/// with a new name it comes last.
/// </summary>
internal sealed class ColumnBindings
{
    private readonly List<Source> _sources;

    public ColumnBindings(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
    {
        InputSchema = input;
        _sources = input.Select(column => new Source(new DataViewSchema.DetachedColumn(column), column.Index, false)).ToList();
        for (int i = 0; i < added.Length; i++)
        {
            string name = added[i].Name;
            int hidden = _sources.FindLastIndex(source => source.Column.Name == name);
            _sources.Insert(hidden < 0 ? _sources.Count : hidden + 1, new Source(added[i], i, true));
        }
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_sources.Select(source => source.Column));
        Schema = builder.ToSchema();
        AddedCount = added.Length;
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema Schema { get; }

    public int AddedCount { get; }

    /// <summary>Where an output column comes from: its index in the input, or among the added columns.</summary>
    public int MapToSource(int outputIndex, out bool isAdded)
    {
        isAdded = _sources[outputIndex].IsAdded;
        return _sources[outputIndex].Index;
    }

    public bool[] ActiveAdded(IEnumerable<DataViewSchema.Column> outputColumns) => Select(outputColumns, true, AddedCount);

    public bool[] ActiveInput(IEnumerable<DataViewSchema.Column> outputColumns) => Select(outputColumns, false, InputSchema.Count);

    private bool[] Select(IEnumerable<DataViewSchema.Column> outputColumns, bool added, int count)
    {
        var selected = new bool[count];
        foreach (var column in outputColumns)
        {
            CheckOwn(column);
            var source = _sources[column.Index];
            if (source.IsAdded == added)
            {
                selected[source.Index] = true;
            }
        }
        return selected;
    }

    private void CheckOwn(DataViewSchema.Column column)
    {
        if (column.Index >= _sources.Count || Schema[column.Index].Name != column.Name)
        {
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not a column of this schema.");
        }
    }

    private readonly record struct Source(DataViewSchema.DetachedColumn Column, int Index, bool IsAdded);
}
