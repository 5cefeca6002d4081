using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Column types in model files.</summary>
internal static class TypeFormat
{
    // *** Binary format ***
    // byte: tag; below 16 the DataKind of a primitive type, otherwise followed by
    //   key: byte: DataKind of the raw type, ulong: count
    //   vector: int: number of dimensions, int[]: dimensions, type: item type
    //   other: int: id of assembly name, int: id of codec name, int: length, byte[]: what the codec wrote
    private const byte RowIdTag = 16;
    private const byte KeyTag = 17;
    private const byte VectorTag = 18;
    private const byte OtherTag = 19;

    public static bool CanWrite(DataViewType type)
    {
        return type switch
        {
            VectorDataViewType vector => CanWrite(vector.ItemType),
            RowIdDataViewType or KeyDataViewType => true,
            _ => IsKind(type) || FindCodec(type) != null,
        };
    }

    public static void Write(ModelSaveContext ctx, DataViewType type)
    {
        switch (type)
        {
            case RowIdDataViewType:
                ctx.Writer.Write(RowIdTag);
                break;
            case KeyDataViewType key:
                ctx.Writer.Write(KeyTag);
                ctx.Writer.Write((byte)KindTypes.FromRawType(key.RawType));
                ctx.Writer.Write(key.Count);
                break;
            case VectorDataViewType vector:
                ctx.Writer.Write(VectorTag);
                ctx.Writer.Write(vector.Dimensions.Length);
                foreach (int dimension in vector.Dimensions)
                {
                    ctx.Writer.Write(dimension);
                }
                Write(ctx, vector.ItemType);
                break;
            case var _ when IsKind(type):
                ctx.Writer.Write((byte)KindTypes.FromRawType(type.RawType));
                break;
            default:
                WriteOther(ctx, type);
                break;
        }
    }

    public static DataViewType Read(ModelLoadContext ctx)
    {
        try
        {
            byte tag = ctx.Reader.ReadByte();
            return tag switch
            {
                < RowIdTag => KindTypes.ToType((DataKind)tag),
                RowIdTag => RowIdDataViewType.Instance,
                KeyTag => new KeyDataViewType(KindTypes.ToType((DataKind)ctx.Reader.ReadByte()).RawType, ctx.Reader.ReadUInt64()),
                VectorTag => ReadVector(ctx),
                OtherTag => ReadOther(ctx),
                _ => throw Contracts.ExceptDecode($"The model is corrupt: {tag} is not the tag of a column type."),
            };
        }
        catch (ArgumentException ex)
        {
            throw Contracts.ExceptDecode(ex, "The model is corrupt: a column type is invalid.");
        }
    }

    private static bool IsKind(DataViewType type)
        => type is NumberDataViewType or TextDataViewType or BooleanDataViewType or TimeSpanDataViewType or DateTimeDataViewType or DateTimeOffsetDataViewType;

    private static VectorDataViewType ReadVector(ModelLoadContext ctx)
    {
        int count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(count is > 0 and <= byte.MaxValue, "The model is corrupt: a vector type has no valid number of dimensions.");
        var dimensions = ImmutableArray.CreateBuilder<int>(count);
        for (int i = 0; i < count; i++)
        {
            dimensions.Add(ctx.Reader.ReadInt32());
        }
        return Read(ctx) is PrimitiveDataViewType item
            ? new VectorDataViewType(item, dimensions.ToImmutable())
            : throw Contracts.ExceptDecode("The model is corrupt: the items of a vector type are not primitive.");
    }

    private static void WriteOther(ModelSaveContext ctx, DataViewType type)
    {
        var codec = FindCodec(type) ?? throw Contracts.ExceptNotSupp($"Columns of type {type} cannot be saved.");
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            codec.CreateCodec().Write(writer, type);
        }
        ctx.Writer.Write(OtherTag);
        ctx.SaveNonEmptyString(type.GetType().Assembly.FullName!);
        ctx.SaveNonEmptyString(codec.Name);
        ctx.Writer.Write((int)content.Length);
        ctx.Writer.Write(content.ToArray());
    }

    private static DataViewType ReadOther(ModelLoadContext ctx)
    {
        string assemblyName = ctx.LoadNonEmptyString();
        string codecName = ctx.LoadNonEmptyString();
        int length = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(length >= 0, "The model is corrupt: a column type has a negative length.");
        byte[] content = ctx.Reader.ReadBytes(length);
        Contracts.CheckDecode(content.Length == length, "The model is truncated: a column type is incomplete.");
        var codec = Codecs(LoaderAssembly.Load(assemblyName, "A column of the model")).FirstOrDefault(candidate => candidate.Name == codecName)
            ?? throw Contracts.ExceptDecode($"The assembly '{assemblyName}' cannot read columns of type '{codecName}'.");
        using var reader = new BinaryReader(new MemoryStream(content));
        return codec.CreateCodec().Read(reader);
    }

    private static DataViewTypeCodecAttribute? FindCodec(DataViewType type)
        => Codecs(type.GetType().Assembly).FirstOrDefault(codec => codec.CreateCodec().CanWrite(type));

    private static DataViewTypeCodecAttribute[] Codecs(Assembly assembly)
        => assembly.GetCustomAttributes<DataViewTypeCodecAttribute>().ToArray();
}
