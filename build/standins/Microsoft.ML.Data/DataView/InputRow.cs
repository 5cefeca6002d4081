using System;
using System.Linq;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>An object of a user type seen as a row.</summary>
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Delegate[] _getters;
    private TRow? _current;
    private long _position = -1;

    private InputRow(DataViewSchema schema, MemberInfo[] members)
    {
        Schema = schema;
        _getters = members.Select((member, i) => TypedValueGetter.Create(member, schema[i].Type, GetCurrent)).ToArray();
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    internal static InputRow<TRow> Create(IHostEnvironment env, SchemaDefinition? schemaDefinition = null)
    {
        SchemaDefinition definition = schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        var builder = new DataViewSchema.Builder();
        var members = new MemberInfo[definition.Count];
        for (int i = 0; i < members.Length; i++)
        {
            SchemaDefinition.Column column = definition[i];
            members[i] = TypedMember.Find(typeof(TRow), column.MemberName);
            if (!TypedMember.CanRead(members[i]))
                throw env.Except($"Member '{column.MemberName}' of type '{typeof(TRow).FullName}' has no public getter.");
            TypedValueGetter.CheckType(env, members[i], column.ColumnType, column.ColumnName);
            builder.AddColumn(column.ColumnName, column.ColumnType, column.Annotations);
        }
        return new InputRow<TRow>(builder.ToSchema(), members);
    }

    internal static InputRow<TRow> Create(IHostEnvironment env, DataViewSchema schema, SchemaDefinition? schemaDefinition = null)
    {
        SchemaDefinition definition = schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (DataViewSchema.Column column in schema)
        {
            SchemaDefinition.Column target = definition.FirstOrDefault(c => c.ColumnName == column.Name)
                ?? throw env.Except($"Type should contain a member named {column.Name}");
            target.ColumnType = column.Type;
            target.Annotations = column.Annotations;
        }
        return Create(env, definition);
    }

    // Rows of the same shape for several cursors at once share the schema.
    internal static InputRow<TRow> Create(DataViewSchema schema, SchemaDefinition definition)
        => new(schema, definition.Select(column => TypedMember.Find(typeof(TRow), column.MemberName)).ToArray());

    internal void ExtractValues(TRow example)
    {
        _current = example ?? throw new ArgumentNullException(nameof(example));
        _position++;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < _getters.Length, nameof(column));
        return ActiveColumns.Cast<TValue>(_getters[column.Index], column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter()
        => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _getters.Length;

    private TRow GetCurrent()
        => _current ?? throw Contracts.Except("Cannot read a value: the row has no current example.");
}
