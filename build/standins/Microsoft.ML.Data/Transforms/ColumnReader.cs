using System;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Reads a scalar or a vector of real numbers, single or double, as doubles.</summary>
internal sealed class ColumnReader
{
    private readonly Action<double[]> _fill;
    private readonly double[] _values;

    private ColumnReader(int size, Action<double[]> fill)
    {
        _values = new double[size];
        _fill = fill;
    }

    public int Size => _values.Length;

    public static ColumnReader Create(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType vector)
        {
            return vector.ItemType.RawType == typeof(float)
                ? OfVector<float>(row, column, vector.Size, value => value)
                : OfVector<double>(row, column, vector.Size, value => value);
        }
        return column.Type.RawType == typeof(float)
            ? OfScalar<float>(row, column, value => value)
            : OfScalar<double>(row, column, value => value);
    }

    public double[] Read()
    {
        _fill(_values);
        return _values;
    }

    private static ColumnReader OfScalar<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> widen)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return new ColumnReader(1, values =>
        {
            getter(ref value);
            values[0] = widen(value);
        });
    }

    private static ColumnReader OfVector<T>(DataViewRow row, DataViewSchema.Column column, int size, Func<T, double> widen)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        var items = new T[size];
        return new ColumnReader(size, values =>
        {
            getter(ref vector);
            vector.CopyTo(items);
            for (int i = 0; i < size; i++)
                values[i] = widen(items[i]);
        });
    }
}
