using System;
using System.Collections.Generic;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Assigns each row a number in [0, 1) that depends on the seed and on the row's identity or its sampling key alone.</summary>
internal static class RowSampler
{
    public static IDataView Between(IDataView data, string? keyColumnName, int seed, double lower, double upper, bool complement)
    {
        DataViewSchema.Column? key = null;
        if (keyColumnName != null)
        {
            key = data.Schema.GetColumnOrNull(keyColumnName)
                ?? throw Contracts.ExceptSchemaMismatch(nameof(keyColumnName), "SamplingKey", keyColumnName);
            if (key.Value.Type is not PrimitiveDataViewType)
                throw Contracts.ExceptSchemaMismatch(nameof(keyColumnName), "SamplingKey", keyColumnName, "a scalar", key.Value.Type.ToString()!);
        }
        IReadOnlyList<DataViewSchema.Column> columns = key == null ? [] : [key.Value];
        return new FilterDataView(data, columns, row =>
        {
            Func<ulong> hash = key == null
                ? HashId(row)
                : Generic.Call<Func<ulong>>(typeof(RowSampler), nameof(HashKey), [key.Value.Type.RawType], row, key.Value);
            return () =>
            {
                double draw = (Mix(hash() ^ Mix((uint)seed)) >> 11) * (1.0 / (1UL << 53));
                return (draw >= lower && draw < upper) != complement;
            };
        });
    }

    private static Func<ulong> HashId(DataViewRow row)
    {
        ValueGetter<DataViewRowId> getter = row.GetIdGetter();
        return () =>
        {
            DataViewRowId id = default;
            getter(ref id);
            return Mix(id.Low) ^ id.High;
        };
    }

    // The text form is the one thing all key types share, and it does not depend on the process.
    private static Func<ulong> HashKey<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            ulong hash = 14695981039346656037;
            foreach (char c in FormattableString.Invariant($"{value}"))
                hash = (hash ^ c) * 1099511628211;
            return hash;
        };
    }

    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return x ^ x >> 31;
    }
}
