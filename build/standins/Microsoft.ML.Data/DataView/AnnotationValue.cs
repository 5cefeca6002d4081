using System;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Getters for values that users give as annotations: text may come as strings and vectors as arrays.</summary>
internal static class AnnotationValue
{
    public static Delegate MakeGetter<T>(T value, DataViewType type)
    {
        switch (value)
        {
            case string text when type is TextDataViewType:
                return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> dst) => dst = text.AsMemory());
            case string[] texts when type is VectorDataViewType { ItemType: TextDataViewType }:
                return MakeVectorGetter(texts.Select(text => text.AsMemory()).ToArray());
            case Array array when type is VectorDataViewType vector && array.GetType().GetElementType() == vector.ItemType.RawType:
                return Generic.Call<Delegate>(typeof(AnnotationValue), nameof(MakeVectorGetter), [vector.ItemType.RawType], array);
        }
        if (type.RawType != typeof(T))
            throw Contracts.ExceptParam(nameof(type), $"The value of type '{typeof(T)}' does not fit the annotation type '{type}'.");
        return (ValueGetter<T>)((ref T dst) => dst = value);
    }

    private static Delegate MakeVectorGetter<T>(T[] values)
    {
        var vector = new VBuffer<T>(values.Length, values);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> dst) => vector.CopyTo(ref dst));
    }
}
