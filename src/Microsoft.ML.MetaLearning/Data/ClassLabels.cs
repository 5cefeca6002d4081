using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>The names of classes, in the order of their scores, in the type that the label column had: text or an integer type.</summary>
internal sealed class ClassLabels
{
    private readonly object[] _values;

    /// <param name="type">Text, or a number type of an integer.</param>
    /// <param name="values">Strings, or boxed integers of that type.</param>
    public ClassLabels(PrimitiveDataViewType type, IEnumerable<object> values)
    {
        Type = type;
        _values = values.ToArray();
    }

    public PrimitiveDataViewType Type { get; }

    public int Count => _values.Length;

    /// <summary>The labels themselves: strings, or boxed integers.</summary>
    public IReadOnlyList<object> Values => _values;

    public IReadOnlyList<string> Names => Array.ConvertAll(_values, v => Convert.ToString(v, CultureInfo.InvariantCulture)!);

    /// <summary>The position of a label; -1 if there is no such.</summary>
    public int IndexOf(object value) => Array.IndexOf(_values, value);

    /// <summary>Adds the labels as a vector annotation in their own type.</summary>
    public void AddTo(DataViewSchema.Annotations.Builder builder, string kind)
    {
        var type = new VectorDataViewType(Type, Count);
        if (Type is TextDataViewType)
            AddTo(builder, kind, type, v => ((string)v).AsMemory());
        else
            LabelTypes.Of(Type).Invoke(new AddIntegers(this, builder, kind, type));
    }

    /// <summary>Adds the labels as text, for slot names.</summary>
    public void AddTextTo(DataViewSchema.Annotations.Builder builder, string kind) =>
        new ClassLabels(TextDataViewType.Instance, Names).AddTo(builder, kind);

    private void AddTo<T>(DataViewSchema.Annotations.Builder builder, string kind, VectorDataViewType type, Func<object, T> convert)
    {
        var values = Array.ConvertAll(_values, v => convert(v));
        builder.Add(kind, type, (ref VBuffer<T> destination) => destination = new VBuffer<T>(values.Length, values.ToArray()));
    }

    private sealed class AddIntegers(ClassLabels labels, DataViewSchema.Annotations.Builder builder, string kind, VectorDataViewType type) : LabelTypes.IAction
    {
        public void Invoke<T>() where T : struct => labels.AddTo(builder, kind, type, v => (T)v);
    }

    // *** Binary format ***
    // string: the type of the labels, as the name of its raw type
    // int: number of labels
    // string: each label, in the invariant culture
    public void Save(BinaryWriter writer)
    {
        writer.Write(Type.RawType.Name);
        writer.Write(Count);
        foreach (var name in Names)
            writer.Write(name);
    }

    public static ClassLabels Load(BinaryReader reader)
    {
        var type = LabelTypes.ByRawName(reader.ReadString());
        var names = new string[Checks.Decoded(reader.ReadInt32(), 1, 1_000_000, "number of classes")];
        for (var i = 0; i < names.Length; i++)
            names[i] = reader.ReadString();
        return new ClassLabels(type, names.Select(n => type is TextDataViewType ? n : Convert.ChangeType(n, type.RawType, CultureInfo.InvariantCulture)));
    }
}
