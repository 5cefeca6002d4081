using System;
using System.Collections.Generic;

namespace Microsoft.ML.Data;

/// <summary>Values of one column held in memory by index.</summary>
internal abstract class ColumnStore
{
    // Values that own resources cannot be kept: their next reader would share, and may dispose, them.
    public static bool CanStore(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    public static ColumnStore Create(DataViewSchema.Column column)
    {
        Type type = column.Type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(Scalars<>).MakeGenericType(column.Type.RawType);
        return (ColumnStore)Activator.CreateInstance(type)!;
    }

    // Returns an action that copies the row's current value to an index: the next new one, or one that exists.
    public abstract Action<int> MakeWriter(DataViewRow row, DataViewSchema.Column column);

    public abstract Delegate MakeGetter(Func<int> index);

    private sealed class Scalars<T> : ColumnStore
    {
        private readonly List<T> _values = [];

        public override Action<int> MakeWriter(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            T value = default!;
            return index =>
            {
                getter(ref value);
                if (index == _values.Count)
                    _values.Add(value);
                else
                    _values[index] = value;
            };
        }

        public override Delegate MakeGetter(Func<int> index) => (ValueGetter<T>)((ref T value) => value = _values[index()]);
    }

    private sealed class Vectors<T> : ColumnStore
    {
        private readonly List<VBuffer<T>> _values = [];

        public override Action<int> MakeWriter(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
            return index =>
            {
                VBuffer<T> value = index == _values.Count ? default : _values[index];
                getter(ref value);
                if (index == _values.Count)
                    _values.Add(value);
                else
                    _values[index] = value;
            };
        }

        public override Delegate MakeGetter(Func<int> index)
            => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[index()].CopyTo(ref value));
    }
}
