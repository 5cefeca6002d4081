using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Represents the names of classes, in the order of their scores and in the type of the label column.</summary>
/// <param name="type">Text, or an integer type.</param>
/// <param name="values">Strings, or boxed integers of that type.</param>
internal sealed class ClassLabels(PrimitiveDataViewType type, IEnumerable<object> values)
{
    private readonly object[] _values = values.ToArray();

    public PrimitiveDataViewType Type => type;

    public int Count => _values.Length;

    /// <summary>Gets the labels themselves: strings, or boxed integers.</summary>
    public IReadOnlyList<object> Values => _values;

    public IReadOnlyList<string> Names => Array.ConvertAll(_values, v => Convert.ToString(v, CultureInfo.InvariantCulture)!);

    /// <summary>Returns the position of a label, or -1.</summary>
    public int IndexOf(object value) => Array.IndexOf(_values, value);

    /// <summary>Adds the labels as a vector annotation in their own type.</summary>
    public void AddTo(DataViewSchema.Annotations.Builder builder, string kind)
    {
        if (type is TextDataViewType)
            AddTo(builder, kind, v => ((string)v).AsMemory());
        else
            LabelTypes.Of(type).Invoke(new AddIntegers(this, builder, kind));
    }

    /// <summary>Adds the labels as text, for slot names.</summary>
    public void AddTextTo(DataViewSchema.Annotations.Builder builder, string kind) =>
        new ClassLabels(TextDataViewType.Instance, Names).AddTo(builder, kind);

    private void AddTo<T>(DataViewSchema.Annotations.Builder builder, string kind, Func<object, T> convert)
    {
        var labels = Array.ConvertAll(_values, v => convert(v));
        ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> destination) => destination = new VBuffer<T>(labels.Length, labels.ToArray());
        builder.Add(kind, new VectorDataViewType(type, Count), getter);
    }

    private sealed class AddIntegers(ClassLabels labels, DataViewSchema.Annotations.Builder builder, string kind) : LabelTypes.IAction
    {
        public void Invoke<T>() where T : struct => labels.AddTo(builder, kind, v => (T)v);
    }

    // *** Binary format ***
    // string: the type of the labels, as the name of its raw type
    // int: number of labels
    // string: each label, in the invariant culture
    public void Save(BinaryWriter writer)
    {
        writer.Write(type.RawType.Name);
        writer.Write(Count);
        foreach (var name in Names)
            writer.Write(name);
    }

    public static ClassLabels Load(BinaryReader reader)
    {
        var type = LabelTypes.ByRawName(reader.ReadString());
        var count = Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, "number of classes");
        return new ClassLabels(type, Enumerable.Range(0, count).Select(_ => reader.ReadString())
            .Select(n => type is TextDataViewType ? n : Convert.ChangeType(n, type.RawType, CultureInfo.InvariantCulture)));
    }
}
