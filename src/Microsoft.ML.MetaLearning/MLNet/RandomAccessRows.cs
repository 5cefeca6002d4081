using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>
/// Reads a column of a view by row number, though views are read from front to back. The scalars that the column is computed from, such as
/// paths of images, are kept; ML.NET's row-to-row steps are applied when a row is asked for.
/// </summary>
/// <param name="kept">The scalars.</param>
/// <param name="steps">The steps from the scalars to the column, and what each must compute.</param>
/// <param name="column">The column.</param>
internal sealed class RandomAccessRows(
    KeptColumns kept, (IRowToRowMapper Mapper, DataViewSchema.Column[] Outputs)[] steps, DataViewSchema.Column column)
{
    /// <summary>Creates random access to a column; returns null if it is not computed row by row from scalars.</summary>
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
    public void AppendTo(IncrementalHash hash) => kept.AppendTo(hash);

    /// <summary>Creates a getter of the column by row number. Each thread needs its own.</summary>
    public Func<long, VBuffer<float>> CreateReader()
    {
        var source = new KeptColumns.Row(kept);
        DataViewRow row = source;
        foreach (var (mapper, outputs) in steps)
            row = mapper.GetRow(row, outputs);
        var getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> buffer = default;
        return position =>
        {
            source.MoveTo(position);
            getter(ref buffer);
            return buffer;
        };
    }
}
