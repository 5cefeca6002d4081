using System;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads key columns of any width as numbers; 0 is missing.</summary>
internal static class KeyReader
{
    public static Func<ulong> Make(DataViewRow row, DataViewSchema.Column column) => Type.GetTypeCode(column.Type.RawType) switch
    {
        TypeCode.Byte => Make<byte>(row, column, value => value),
        TypeCode.UInt16 => Make<ushort>(row, column, value => value),
        TypeCode.UInt32 => Make<uint>(row, column, value => value),
        TypeCode.UInt64 => Make<ulong>(row, column, value => value),
        _ => throw Contracts.Except($"Column '{column.Name}' of type '{column.Type}' is not a key."),
    };

    private static Func<ulong> Make<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> widen)
        where T : struct
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            getter(ref value);
            return widen(value);
        };
    }
}
