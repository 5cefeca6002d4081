using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Bookkeeping that every row and cursor needs: which columns were asked for, and typed getters.</summary>
internal static class ActiveColumns
{
    public static bool[] Of(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
        {
            Contracts.CheckParam(column.Index < schema.Count && schema[column.Index].Name == column.Name, nameof(columnsNeeded),
                $"Column '{column.Name}' is not a column of this data view.");
            active[column.Index] = true;
        }
        return active;
    }

    // Turns columns of a wrapping view into those of its source, for views whose schema is the source's.
    public static IEnumerable<DataViewSchema.Column> In(DataViewSchema schema, bool[] active)
        => schema.Where(column => active[column.Index]);

    public static ValueGetter<TValue> Cast<TValue>(Delegate? getter, DataViewSchema.Column column)
    {
        if (getter == null)
            throw Contracts.ExceptParam(nameof(column), $"Column '{column.Name}' is not active in this row.");
        return getter as ValueGetter<TValue> ?? throw WrongType(typeof(TValue), column);
    }

    public static Exception WrongType(Type requested, DataViewSchema.Column column)
        => Contracts.Except($"Invalid TValue in GetGetter: '{requested}', expected type: '{column.Type.RawType}' (column '{column.Name}').");
}
