using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>
/// A column of a view by row number, though views are read from front to back: the scalar columns that it is computed from, such as paths
/// of images, are kept, and ML.NET's row-to-row steps on the way to it are applied to one row when that row is asked for.
/// </summary>
internal sealed class RandomAccessRows
{
    private readonly KeptColumns _kept;
    private readonly (IRowToRowMapper Mapper, DataViewSchema.Column[] Outputs)[] _steps;
    private readonly DataViewSchema.Column _column;

    private RandomAccessRows(KeptColumns kept, (IRowToRowMapper, DataViewSchema.Column[])[] steps, DataViewSchema.Column column)
    {
        _kept = kept;
        _steps = steps;
        _column = column;
    }

    /// <summary>Null if the column is not computed row by row, or not from scalars.</summary>
    public static RandomAccessRows? Of(IDataView view, DataViewSchema.Column column)
    {
        var steps = new Stack<(IRowToRowMapper, DataViewSchema.Column[])>();
        DataViewSchema.Column[] needed = [column];
        while (view is IDataTransform { Source: var source } and IRowToRowMapper mapper)
        {
            steps.Push((mapper, needed));
            needed = mapper.GetDependencies(needed).ToArray();
            view = source;
        }
        return needed.All(KeptColumns.CanKeep) ? new RandomAccessRows(KeptColumns.Read(view, needed), steps.ToArray(), column) : null;
    }

    /// <summary>Adds the scalars that the column is computed from to a hash.</summary>
    public void AppendTo(IncrementalHash hash) => _kept.AppendTo(hash);

    /// <summary>A getter of the column by row number, for one thread: each thread needs its own.</summary>
    public Func<long, VBuffer<float>> CreateReader()
    {
        var source = new KeptColumns.Row(_kept);
        DataViewRow row = source;
        foreach (var (mapper, outputs) in _steps)
            row = mapper.GetRow(row, outputs);
        var getter = row.GetGetter<VBuffer<float>>(_column);
        VBuffer<float> buffer = default;
        return position =>
        {
            source.MoveTo(position);
            getter(ref buffer);
            return buffer;
        };
    }
}
