using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>One column of a text file: which fields it takes and how their text becomes values.</summary>
internal sealed class TextColumn
{
    private readonly PrimitiveDataViewType _itemType;
    private readonly int[] _fields;
    private readonly bool _isVector;

    public TextColumn(TextLoader.Column column, int? fieldCount)
    {
        Name = column.Name!;
        PrimitiveDataViewType itemType = KindTypes.ToType(column.DataKind);
        if (column.KeyCount != null)
        {
            if (!KeyDataViewType.IsValidDataType(itemType.RawType))
                throw Contracts.ExceptUserArg(nameof(TextLoader.Column.KeyCount), $"A key column cannot be of kind '{column.DataKind}'.");
            itemType = new KeyDataViewType(itemType.RawType, column.KeyCount.Count ?? MaximumKey(itemType.RawType));
        }
        _itemType = itemType;
        _fields = column.Source!.SelectMany(range => Fields(range, fieldCount)).ToArray();
        _isVector = column.IsVector;
        if (_fields.Length == 0)
            throw Contracts.ExceptUserArg(nameof(TextLoader.Column.Source), $"Column '{Name}' takes no fields.");
    }

    public string Name { get; }

    public DataViewType Type => _isVector ? new VectorDataViewType(_itemType, _fields.Length) : _itemType;

    // The header's names of a vector's slots.
    public DataViewSchema.Annotations? MakeAnnotations(List<string> header)
    {
        if (!_isVector || !Array.Exists(_fields, field => field < header.Count && header[field].Length > 0))
            return null;
        ReadOnlyMemory<char>[] names = Array.ConvertAll(_fields, field => field < header.Count ? header[field].AsMemory() : default);
        var vector = new VBuffer<ReadOnlyMemory<char>>(names.Length, names);
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(AnnotationUtils.Kinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => vector.CopyTo(ref value));
        return builder.ToAnnotations();
    }

    public Delegate MakeGetter(List<string> record, TextLoader.Options options)
        => Generic.Call<Delegate>(this, nameof(MakeTypedGetter), [_itemType.RawType], record, options);

    private Delegate MakeTypedGetter<T>(List<string> record, TextLoader.Options options)
    {
        Func<string, T> parse = (Func<string, T>)MakeParser(options);
        string Field(int index) => index < record.Count ? record[index] : "";
        if (!_isVector)
            return (ValueGetter<T>)((ref T value) => value = parse(Field(_fields[0])));
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, _fields.Length);
            for (int i = 0; i < _fields.Length; i++)
                editor.Values[i] = parse(Field(_fields[i]));
            value = editor.Commit();
        });
    }

    private Delegate MakeParser(TextLoader.Options options)
    {
        Type type = _itemType.RawType;
        if (_itemType is KeyDataViewType key)
            return Generic.Call<Delegate>(typeof(TextColumn), nameof(Key), [type], key.Count);
        if (type == typeof(ReadOnlyMemory<char>))
            return (string field) => field.AsMemory();
        if (type == typeof(float))
            return (string field) => (float)Real(field, options);
        if (type == typeof(double))
            return (string field) => Real(field, options);
        if (type == typeof(bool))
            return (string field) => TextParsing.TryParseBoolean(field, out bool value) && value;
        if (type == typeof(DateTime))
            return (string field) => DateTime.TryParse(field, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime value) ? value : default;
        if (type == typeof(DateTimeOffset))
            return (string field) => DateTimeOffset.TryParse(field, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset value) ? value : default;
        if (type == typeof(TimeSpan))
            return (string field) => TimeSpan.TryParse(field, CultureInfo.InvariantCulture, out TimeSpan value) ? value : default;
        return Generic.Call<Delegate>(typeof(TextColumn), nameof(Integer), [type]);
    }

    private static double Real(string field, TextLoader.Options options)
    {
        if (options.MissingRealsAsNaNs && string.IsNullOrWhiteSpace(field))
            return double.NaN;
        return TextParsing.TryParseReal(field, options.DecimalMarker, out double value) ? value : double.NaN;
    }

    private static Func<string, T> Integer<T>()
        where T : struct, INumberBase<T>
        => field => T.TryParse(field.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) ? value : default;

    // Text counts keys from 0, memory from 1; what is not a key of the type is missing.
    private static Func<string, T> Key<T>(ulong count)
        where T : struct, INumberBase<T>
        => field => ulong.TryParse(field.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && value < count
            ? T.CreateTruncating(value + 1)
            : default;

    private static IEnumerable<int> Fields(TextLoader.Range range, int? fieldCount)
    {
        int last = range.Max ?? fieldCount - 1
            ?? throw Contracts.ExceptUserArg(nameof(TextLoader.Range.AutoEnd), "A range without an end needs a data sample.");
        return Enumerable.Range(range.Min, Math.Max(0, last - range.Min + 1));
    }

    private static ulong MaximumKey(Type type) => System.Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        _ => ulong.MaxValue,
    };
}
