using System;
using System.Collections.Generic;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows of a view as user objects.</summary>
internal static class TypedEnumerable
{
    // Schema errors surface at once, not at the first row.
    public static IEnumerable<TRow> Create<TRow>(
        IHostEnvironment env, IDataView data, bool reuseRowObject, bool ignoreMissingColumns, SchemaDefinition? schemaDefinition)
        where TRow : class, new()
    {
        IReadOnlyList<DataViewSchema.Column> columns = TypedRowReader.GetColumns<TRow>(env, data.Schema, schemaDefinition, ignoreMissingColumns);
        return Enumerate();

        IEnumerable<TRow> Enumerate()
        {
            using DataViewRowCursor cursor = data.GetRowCursor(columns);
            Action<TRow> fill = TypedRowReader.CreateFiller<TRow>(env, cursor, schemaDefinition, ignoreMissingColumns);
            TRow? row = null;
            while (cursor.MoveNext())
            {
                if (row == null || !reuseRowObject)
                    row = new TRow();
                fill(row);
                yield return row;
            }
        }
    }
}
