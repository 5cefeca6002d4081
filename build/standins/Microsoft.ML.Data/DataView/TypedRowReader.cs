using System;
using System.Collections.Generic;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes the columns of a row into objects of a user type.</summary>
internal static class TypedRowReader
{
    internal static IReadOnlyList<DataViewSchema.Column> GetColumns<TRow>(
        IHostEnvironment env, DataViewSchema schema, SchemaDefinition? schemaDefinition, bool ignoreMissingColumns)
        => Bind<TRow>(env, schema, schemaDefinition, ignoreMissingColumns).ConvertAll(binding => binding.Column);

    internal static Action<TRow> CreateFiller<TRow>(
        IHostEnvironment env, DataViewRow row, SchemaDefinition? schemaDefinition, bool ignoreMissingColumns)
    {
        List<(DataViewSchema.Column Column, MemberInfo Member)> bindings = Bind<TRow>(env, row.Schema, schemaDefinition, ignoreMissingColumns);
        var setters = new Action<TRow>[bindings.Count];
        for (int i = 0; i < setters.Length; i++)
            setters[i] = CreateSetter<TRow>(row, bindings[i].Column, bindings[i].Member);
        return target =>
        {
            foreach (Action<TRow> setter in setters)
                setter(target);
        };
    }

    private static List<(DataViewSchema.Column Column, MemberInfo Member)> Bind<TRow>(
        IHostEnvironment env, DataViewSchema schema, SchemaDefinition? schemaDefinition, bool ignoreMissingColumns)
    {
        var bindings = new List<(DataViewSchema.Column, MemberInfo)>();
        foreach (SchemaDefinition.Column wanted in schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write))
        {
            if (schema.GetColumnOrNull(wanted.ColumnName) is not { } column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw env.Except($"Column '{wanted.ColumnName}' not found in the data view");
            }
            MemberInfo member = TypedMember.Find(typeof(TRow), wanted.MemberName);
            if (!TypedMember.CanWrite(member))
                throw env.Except($"Member '{wanted.MemberName}' of type '{typeof(TRow).FullName}' cannot be written.");
            TypedValueGetter.CheckType(env, member, column.Type, wanted.ColumnName);
            bindings.Add((column, member));
        }
        return bindings;
    }

    private static Action<TRow> CreateSetter<TRow>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        Type memberType = TypedMember.GetMemberType(member);
        if (memberType == typeof(string))
            return SetText(row.GetGetter<ReadOnlyMemory<char>>(column), TypedMember.MakeWriter<TRow, string>(member));
        if (memberType == typeof(string[]))
            return SetTexts(row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column), TypedMember.MakeWriter<TRow, string[]>(member));
        if (memberType.IsArray && column.Type is VectorDataViewType)
            return Generic.Call<Action<TRow>>(typeof(TypedRowReader), nameof(SetArray), [typeof(TRow), memberType.GetElementType()!], row, column, member);
        if (column.Type is VectorDataViewType vector)
            return Generic.Call<Action<TRow>>(typeof(TypedRowReader), nameof(SetVector), [typeof(TRow), vector.ItemType.RawType], row, column, member);
        return Generic.Call<Action<TRow>>(typeof(TypedRowReader), nameof(SetValue), [typeof(TRow), memberType], row, column, member);
    }

    private static Action<TRow> SetText<TRow>(ValueGetter<ReadOnlyMemory<char>> getter, Action<TRow, string> write)
    {
        ReadOnlyMemory<char> text = default;
        return target =>
        {
            getter(ref text);
            write(target, text.ToString());
        };
    }

    private static Action<TRow> SetTexts<TRow>(ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter, Action<TRow, string[]> write)
    {
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return target =>
        {
            getter(ref texts);
            var values = new string[texts.Length];
            foreach (KeyValuePair<int, ReadOnlyMemory<char>> item in texts.Items(all: true))
                values[item.Key] = item.Value.ToString();
            write(target, values);
        };
    }

    // An array of the right length that the object already has is filled in place.
    private static Action<TRow> SetArray<TRow, TItem>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        ValueGetter<VBuffer<TItem>> getter = row.GetGetter<VBuffer<TItem>>(column);
        Action<TRow, TItem[]> write = TypedMember.MakeWriter<TRow, TItem[]>(member);
        Func<TRow, TItem[]?>? read = TypedMember.CanRead(member) ? TypedMember.MakeReader<TRow, TItem[]?>(member) : null;
        VBuffer<TItem> items = default;
        return target =>
        {
            getter(ref items);
            TItem[]? values = read?.Invoke(target);
            if (values == null || values.Length != items.Length)
                values = new TItem[items.Length];
            items.CopyTo(values);
            write(target, values);
        };
    }

    private static Action<TRow> SetVector<TRow, TItem>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        ValueGetter<VBuffer<TItem>> getter = row.GetGetter<VBuffer<TItem>>(column);
        Action<TRow, VBuffer<TItem>> write = TypedMember.MakeWriter<TRow, VBuffer<TItem>>(member);
        Func<TRow, VBuffer<TItem>>? read = TypedMember.CanRead(member) ? TypedMember.MakeReader<TRow, VBuffer<TItem>>(member) : null;
        return target =>
        {
            VBuffer<TItem> items = read == null ? default : read(target);
            getter(ref items);
            write(target, items);
        };
    }

    private static Action<TRow> SetValue<TRow, TValue>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
        Action<TRow, TValue> write = TypedMember.MakeWriter<TRow, TValue>(member);
        TValue value = default!;
        return target =>
        {
            getter(ref value);
            write(target, value);
        };
    }
}
