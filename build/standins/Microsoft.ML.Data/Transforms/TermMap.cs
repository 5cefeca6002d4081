using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>A list of distinct values, numbered from 1. Empty text and NaN are missing: key 0.</summary>
internal abstract class TermMap
{
    public abstract DataViewType ItemType { get; }

    public abstract int Count { get; }

    public static TermMap Create(DataViewType itemType)
        => (TermMap)Activator.CreateInstance(typeof(TermMap<>).MakeGenericType(itemType.RawType), itemType)!;

    public static TermMap Load(ModelLoadContext ctx)
    {
        var kind = (DataKind)ctx.Reader.ReadByte();
        ulong keyCount = ctx.Reader.ReadUInt64();
        PrimitiveDataViewType type = KindTypes.ToType(kind);
        TermMap map = Create(keyCount == 0 ? type : new KeyDataViewType(type.RawType, keyCount));
        map.LoadTerms(ctx.Reader);
        return map;
    }

    public void Save(ModelSaveContext ctx)
    {
        ctx.Writer.Write((byte)KindTypes.FromRawType(ItemType.RawType));
        ctx.Writer.Write(ItemType is KeyDataViewType key ? key.Count : 0);
        SaveTerms(ctx.Writer);
    }

    // Returns an action that adds the row's current value or values.
    public abstract Action MakeTrainer(DataViewRow row, DataViewSchema.Column column, int maximumCount);

    public abstract void Sort();

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column input, bool asText);

    protected abstract void SaveTerms(BinaryWriter writer);

    protected abstract void LoadTerms(BinaryReader reader);
}

internal sealed class TermMap<T> : TermMap
    where T : notnull
{
    private static readonly bool s_isText = typeof(T) == typeof(ReadOnlyMemory<char>);

    private readonly List<T> _terms = [];
    private readonly Dictionary<T, uint> _keys;

    public TermMap(DataViewType itemType)
    {
        ItemType = itemType;
        _keys = s_isText ? new Dictionary<T, uint>((IEqualityComparer<T>)(object)TextComparer.Instance) : [];
    }

    public override DataViewType ItemType { get; }

    public override int Count => _terms.Count;

    public override Action MakeTrainer(DataViewRow row, DataViewSchema.Column column, int maximumCount)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                getter(ref value);
                if (_terms.Count < maximumCount)
                    TryAdd(value);
            };
        }
        ValueGetter<VBuffer<T>> vectorGetter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return () =>
        {
            vectorGetter(ref values);
            foreach (T value in values.DenseValues().TakeWhile(_ => _terms.Count < maximumCount))
                TryAdd(value);
        };
    }

    public override void Sort()
    {
        T[] terms = [.. _terms];
        Array.Sort(terms, s_isText ? (IComparer<T>)(object)TextComparer.Instance : Comparer<T>.Default);
        _terms.Clear();
        _keys.Clear();
        foreach (T term in terms)
            TryAdd(term);
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            T value = default!;
            return (ValueGetter<uint>)((ref uint key) =>
            {
                getter(ref value);
                key = Find(value);
            });
        }
        ValueGetter<VBuffer<T>> vectorGetter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> keys) =>
        {
            vectorGetter(ref values);
            VBufferEditor<uint> editor = VBufferEditor.Create(ref keys, values.Length);
            int i = 0;
            foreach (T value in values.DenseValues())
                editor.Values[i++] = Find(value);
            keys = editor.Commit();
        });
    }

    public override void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column input, bool asText)
    {
        if (ItemType is KeyDataViewType)
        {
            if (input.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues) is { } values && values.Type is VectorDataViewType vector)
                Generic.Call<object?>(this, nameof(AddInputKeyValues), [vector.ItemType.RawType], annotations, input, vector.ItemType, asText);
            return;
        }
        AddKeyValues(annotations, (PrimitiveDataViewType)ItemType, [.. _terms], asText);
    }

    protected override void SaveTerms(BinaryWriter writer)
    {
        writer.Write(_terms.Count);
        foreach (T term in _terms)
            ValueCodec.Write(writer, term);
    }

    protected override void LoadTerms(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        Contracts.CheckDecode(count >= 0);
        for (int i = 0; i < count; i++)
            TryAdd(ValueCodec.Read<T>(reader));
        Contracts.CheckDecode(_terms.Count == count, "The keys of the model file are not distinct.");
    }

    private object? AddInputKeyValues<TValue>(
        DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column input, PrimitiveDataViewType itemType, bool asText)
    {
        VBuffer<TValue> values = default;
        input.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref values);
        TValue[] selected = _terms.Select(term => values.GetItemOrDefault(Convert.ToInt32(term) - 1)).ToArray();
        AddKeyValues(annotations, itemType, selected, asText);
        return null;
    }

    private static void AddKeyValues<TValue>(
        DataViewSchema.Annotations.Builder annotations, PrimitiveDataViewType itemType, TValue[] values, bool asText)
    {
        if (asText && itemType is not TextDataViewType)
        {
            ReadOnlyMemory<char>[] texts = Array.ConvertAll(values, value => FormattableString.Invariant($"{value}").AsMemory());
            AddKeyValues(annotations, TextDataViewType.Instance, texts, asText);
            return;
        }
        int size = Math.Max(1, values.Length);
        VBuffer<TValue> vector = values.Length == 0 ? new VBuffer<TValue>(1, 0, null!, null!) : new VBuffer<TValue>(size, values);
        annotations.Add(AnnotationUtils.Kinds.KeyValues, new VectorDataViewType(itemType, size), (ref VBuffer<TValue> value) => vector.CopyTo(ref value));
    }

    private uint Find(T value) => !IsMissing(value) && _keys.TryGetValue(value, out uint key) ? key : 0;

    private void TryAdd(T value)
    {
        if (IsMissing(value) || _keys.ContainsKey(value))
            return;
        // The caller's buffer may be reused for the next row.
        T kept = value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
        _terms.Add(kept);
        _keys.Add(kept, (uint)_terms.Count);
    }

    private bool IsMissing(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.IsEmpty,
        float single => float.IsNaN(single),
        double number => double.IsNaN(number),
        _ => ItemType is KeyDataViewType && EqualityComparer<T>.Default.Equals(value, default),
    };
}
