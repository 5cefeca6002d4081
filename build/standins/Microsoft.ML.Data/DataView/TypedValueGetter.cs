using System;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Getters of column values that read a member of the current object.</summary>
internal static class TypedValueGetter
{
    public static void CheckType(IExceptionContext context, MemberInfo member, DataViewType columnType, string columnName)
    {
        if (!Fits(TypedMember.GetMemberType(member), columnType))
        {
            throw context.Except($"Can't bind the IDataView column '{columnName}' of type '{columnType}' to field or property "
                + $"'{member.Name}' of type '{TypedMember.GetMemberType(member).FullName}'.");
        }
    }

    public static Delegate Create<TRow>(MemberInfo member, DataViewType columnType, Func<TRow> current)
    {
        Type memberType = TypedMember.GetMemberType(member);
        if (memberType == typeof(string))
            return OfText(TypedMember.MakeReader<TRow, string?>(member), current);
        if (memberType == typeof(string[]))
            return OfTexts(TypedMember.MakeReader<TRow, string?[]?>(member), current);
        if (memberType.IsArray && columnType is VectorDataViewType)
            return Generic.Call<Delegate>(typeof(TypedValueGetter), nameof(OfArray), [typeof(TRow), memberType.GetElementType()!], member, current);
        if (columnType is VectorDataViewType vector)
            return Generic.Call<Delegate>(typeof(TypedValueGetter), nameof(OfVector), [typeof(TRow), vector.ItemType.RawType], member, current);
        return Generic.Call<Delegate>(typeof(TypedValueGetter), nameof(OfValue), [typeof(TRow), memberType], member, current);
    }

    private static bool Fits(Type memberType, DataViewType columnType)
    {
        if (columnType is VectorDataViewType vector)
        {
            Type itemType = TypedMember.GetItemType(memberType, out bool isVector);
            return isVector && (itemType == vector.ItemType.RawType || memberType == typeof(string[]) && vector.ItemType is TextDataViewType);
        }
        return memberType == columnType.RawType || memberType == typeof(string) && columnType is TextDataViewType;
    }

    private static ValueGetter<ReadOnlyMemory<char>> OfText<TRow>(Func<TRow, string?> read, Func<TRow> current)
        => (ref ReadOnlyMemory<char> value) => value = read(current()).AsMemory();

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> OfTexts<TRow>(Func<TRow, string?[]?> read, Func<TRow> current)
        => (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            string?[] texts = read(current()) ?? [];
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, texts.Length);
            for (int i = 0; i < texts.Length; i++)
                editor.Values[i] = texts[i].AsMemory();
            value = editor.Commit();
        };

    private static ValueGetter<VBuffer<TItem>> OfArray<TRow, TItem>(MemberInfo member, Func<TRow> current)
    {
        Func<TRow, TItem[]?> read = TypedMember.MakeReader<TRow, TItem[]?>(member);
        return (ref VBuffer<TItem> value) =>
        {
            TItem[] items = read(current()) ?? [];
            VBufferEditor<TItem> editor = VBufferEditor.Create(ref value, items.Length);
            items.CopyTo(editor.Values);
            value = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<TItem>> OfVector<TRow, TItem>(MemberInfo member, Func<TRow> current)
    {
        Func<TRow, VBuffer<TItem>> read = TypedMember.MakeReader<TRow, VBuffer<TItem>>(member);
        return (ref VBuffer<TItem> value) => read(current()).CopyTo(ref value);
    }

    private static ValueGetter<TValue> OfValue<TRow, TValue>(MemberInfo member, Func<TRow> current)
    {
        Func<TRow, TValue> read = TypedMember.MakeReader<TRow, TValue>(member);
        return (ref TValue value) => value = read(current());
    }
}
