using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Row predicates over the values of columns.</summary>
internal static class RangeFilter
{
    public static IDataView ByColumn(IDataView input, string columnName, double lowerBound, double upperBound)
    {
        DataViewSchema.Column column = Find(input, columnName);
        if (column.Type.RawType != typeof(float) && column.Type.RawType != typeof(double))
            throw Contracts.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "Single or Double", column.Type.ToString()!);
        return new FilterDataView(input, [column], row =>
        {
            Func<double> read = MakeReader(row, column);
            return () => read() is var value && value >= lowerBound && value < upperBound;
        });
    }

    public static IDataView ByKeyFraction(IDataView input, string columnName, double lowerBound, double upperBound)
    {
        DataViewSchema.Column column = Find(input, columnName);
        if (column.Type is not KeyDataViewType key)
            throw Contracts.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "a known cardinality key", column.Type.ToString()!);
        return new FilterDataView(input, [column], row =>
        {
            Func<ulong> read = KeyReader.Make(row, column);
            return () =>
            {
                ulong value = read();
                double fraction = (value - 0.5) / key.Count;
                return value != 0 && fraction >= lowerBound && fraction < upperBound;
            };
        });
    }

    public static IDataView ByMissingValues(IDataView input, string[] columnNames)
    {
        DataViewSchema.Column[] columns = columnNames.Select(name => Find(input, name)).ToArray();
        foreach (DataViewSchema.Column column in columns)
        {
            DataViewType itemType = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
            if (itemType.RawType != typeof(float) && itemType.RawType != typeof(double) && itemType is not KeyDataViewType)
                throw Contracts.ExceptSchemaMismatch(nameof(columnNames), "filter", column.Name, "Single, Double or Key", column.Type.ToString()!);
        }
        return new FilterDataView(input, columns, row =>
        {
            Func<bool>[] missing = Array.ConvertAll(columns, column => MakeMissingTest(row, column));
            return () => !Array.Exists(missing, isMissing => isMissing());
        });
    }

    private static DataViewSchema.Column Find(IDataView input, string columnName)
        => input.Schema.GetColumnOrNull(columnName) ?? throw Contracts.ExceptSchemaMismatch(nameof(columnName), "filter", columnName);

    private static Func<double> MakeReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type.RawType == typeof(double))
        {
            ValueGetter<double> getter = row.GetGetter<double>(column);
            return () =>
            {
                double value = default;
                getter(ref value);
                return value;
            };
        }
        ValueGetter<float> singleGetter = row.GetGetter<float>(column);
        return () =>
        {
            float value = default;
            singleGetter(ref value);
            return value;
        };
    }

    private static Func<bool> MakeMissingTest(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType vector)
            return Generic.Call<Func<bool>>(typeof(RangeFilter), nameof(AnyMissing), [vector.ItemType.RawType], row, column);
        if (column.Type is KeyDataViewType)
        {
            Func<ulong> readKey = KeyReader.Make(row, column);
            return () => readKey() == 0;
        }
        Func<double> read = MakeReader(row, column);
        return () => double.IsNaN(read());
    }

    private static Func<bool> AnyMissing<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        bool isKey = ((VectorDataViewType)column.Type).ItemType is KeyDataViewType;
        return () =>
        {
            getter(ref values);
            // Items left out of a sparse vector are zero: missing for a key, a number otherwise.
            IEnumerable<T> items = isKey ? values.DenseValues() : values.GetValues().ToArray();
            return items.Any(item => isKey ? EqualityComparer<T>.Default.Equals(item, default) : double.IsNaN(Convert.ToDouble(item)));
        };
    }
}
