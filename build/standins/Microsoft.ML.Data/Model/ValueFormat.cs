using System;
using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>The values of annotations in model files: primitive values and vectors of them.</summary>
internal static class ValueFormat
{
    public static bool CanWrite(DataViewType type)
    {
        var item = (type as VectorDataViewType)?.ItemType ?? type;
        return item is not RowIdDataViewType and PrimitiveDataViewType && TypeFormat.CanWrite(item);
    }

    public static void Write(ModelSaveContext ctx, DataViewType type, Delegate getter)
        => Call(type, nameof(WriteScalar), nameof(WriteVector), ctx, getter);

    public static Delegate Read(ModelLoadContext ctx, DataViewType type)
    {
        Contracts.CheckDecode(CanWrite(type), $"The model is corrupt: an annotation cannot be of type {type}.");
        return (Delegate)Call(type, nameof(ReadScalar), nameof(ReadVector), ctx)!;
    }

    private static object? Call(DataViewType type, string scalar, string vector, params object[] arguments)
    {
        var item = (type as VectorDataViewType)?.ItemType;
        var method = typeof(ValueFormat).GetMethod(item == null ? scalar : vector, BindingFlags.Static | BindingFlags.NonPublic)!;
        return method.MakeGenericMethod((item ?? type).RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static void WriteScalar<T>(ModelSaveContext ctx, ValueGetter<T> getter)
    {
        T value = default!;
        getter(ref value);
        ValueCodec.Write(ctx.Writer, value);
    }

    private static void WriteVector<T>(ModelSaveContext ctx, ValueGetter<VBuffer<T>> getter)
    {
        var buffer = default(VBuffer<T>);
        getter(ref buffer);
        ctx.Writer.Write(buffer.Length);
        ctx.Writer.Write(buffer.GetValues().Length);
        foreach (int index in buffer.GetIndices())
        {
            ctx.Writer.Write(index);
        }
        foreach (T value in buffer.GetValues())
        {
            ValueCodec.Write(ctx.Writer, value);
        }
    }

    private static ValueGetter<T> ReadScalar<T>(ModelLoadContext ctx)
    {
        var value = ValueCodec.Read<T>(ctx.Reader);
        return (ref T destination) => destination = value;
    }

    private static ValueGetter<VBuffer<T>> ReadVector<T>(ModelLoadContext ctx)
    {
        int length = ctx.Reader.ReadInt32();
        int count = ctx.Reader.ReadInt32();
        long left = ctx.Reader.BaseStream.Length - ctx.Reader.BaseStream.Position;
        Contracts.CheckDecode(count >= 0 && count <= length && count <= left, "The model is corrupt: an annotation has no valid length.");
        var indices = new int[count < length ? count : 0];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = ctx.Reader.ReadInt32();
            bool increasing = indices[i] < length && indices[i] > (i == 0 ? -1 : indices[i - 1]);
            Contracts.CheckDecode(increasing, "The model is corrupt: the indices of an annotation do not increase.");
        }
        var values = new T[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = ValueCodec.Read<T>(ctx.Reader);
        }
        var buffer = new VBuffer<T>(length, count, values, indices);
        return (ref VBuffer<T> destination) => buffer.CopyTo(ref destination);
    }
}
