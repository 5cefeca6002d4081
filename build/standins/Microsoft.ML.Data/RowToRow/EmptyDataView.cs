using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal sealed class EmptyDataView : IDataView
{
    public EmptyDataView(IHostEnvironment env, DataViewSchema schema)
    {
        Contracts.CheckValue(env, nameof(env));
        Contracts.CheckValue(env, schema, nameof(schema));
        Schema = schema;
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => 0;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(Schema, columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => new DataViewRowCursor[] { new Cursor(Schema, columnsNeeded) };

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly HashSet<int> _active;

        public Cursor(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
        {
            Schema = schema;
            _active = columnsNeeded.Select(column => column.Index).ToHashSet();
        }

        public override DataViewSchema Schema { get; }

        public override long Position => -1;

        public override long Batch => 0;

        public override bool MoveNext() => false;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => throw NoRow();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.CheckParam(IsColumnActive(column), nameof(column), $"Column '{column.Name}' is not active: it was not asked for.");
            var expected = Schema[column.Index].Type.RawType;
            Contracts.Check(
                typeof(TValue) == expected, $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{expected}' for column '{column.Name}'.");
            return (ref TValue value) => throw NoRow();
        }

        private static Exception NoRow() => Contracts.Except("Cannot use a getter: the cursor is not at a row.");
    }
}
