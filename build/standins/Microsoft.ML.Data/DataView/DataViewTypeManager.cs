using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which column type a .NET type marked with certain attributes stands for, and back.</summary>
public static class DataViewTypeManager
{
    private static readonly object s_lock = new();
    private static readonly Dictionary<Key, DataViewType> s_columnTypes = [];
    private static readonly Dictionary<DataViewType, Key> s_rawTypes = [];

    static DataViewTypeManager()
    {
        RegisterCore(BooleanDataViewType.Instance, typeof(bool));
        RegisterCore(TextDataViewType.Instance, typeof(ReadOnlyMemory<char>));
        RegisterCore(TextDataViewType.Instance, typeof(string));
        RegisterCore(DateTimeDataViewType.Instance, typeof(DateTime));
        RegisterCore(DateTimeOffsetDataViewType.Instance, typeof(DateTimeOffset));
        RegisterCore(TimeSpanDataViewType.Instance, typeof(TimeSpan));
        RegisterCore(RowIdDataViewType.Instance, typeof(DataViewRowId));
        RegisterCore(NumberDataViewType.SByte, typeof(sbyte));
        RegisterCore(NumberDataViewType.Byte, typeof(byte));
        RegisterCore(NumberDataViewType.Int16, typeof(short));
        RegisterCore(NumberDataViewType.UInt16, typeof(ushort));
        RegisterCore(NumberDataViewType.Int32, typeof(int));
        RegisterCore(NumberDataViewType.UInt32, typeof(uint));
        RegisterCore(NumberDataViewType.Int64, typeof(long));
        RegisterCore(NumberDataViewType.UInt64, typeof(ulong));
        RegisterCore(NumberDataViewType.Single, typeof(float));
        RegisterCore(NumberDataViewType.Double, typeof(double));
    }

    public static void Register(DataViewType dataViewType, Type type, IEnumerable<Attribute> typeAttributes)
    {
        Attribute[] attributes = typeAttributes?.ToArray() ?? [];
        if (attributes.Length > 1)
            throw Contracts.ExceptParam(nameof(typeAttributes), $"Type {type} has too many attributes");
        if (attributes.Length == 1 && attributes[0] is not DataViewTypeAttribute)
        {
            throw Contracts.ExceptParam(nameof(typeAttributes),
                $"Type {type} has an attribute of type {attributes[0].GetType()} but DataViewTypeAttribute is expected");
        }
        Register(dataViewType, type, attributes.Length == 1 ? (DataViewTypeAttribute)attributes[0] : null);
    }

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute? typeAttribute = null)
    {
        var key = new Key(type, typeAttribute);
        lock (s_lock)
        {
            if (type == typeof(string) || s_columnTypes.TryGetValue(new Key(type, null), out DataViewType? standard) && IsStandard(standard))
                throw Contracts.ExceptParam(nameof(type), $"Type {type} has been registered as ML.NET's default supported type, so it can't not be registered again.");
            if (IsStandard(dataViewType))
                throw Contracts.ExceptParam(nameof(dataViewType), $"{dataViewType} has been registered as ML.NET's default supported type, so it can't not be registered again.");
            if (s_columnTypes.TryGetValue(key, out DataViewType? knownColumn) && !knownColumn.Equals(dataViewType))
                throw Contracts.ExceptParam(nameof(type), $"Repeated type register. The type {type} has been associated with {knownColumn}, so it can't be associated with {dataViewType}.");
            if (s_rawTypes.TryGetValue(dataViewType, out Key knownRaw) && !knownRaw.Equals(key))
                throw Contracts.ExceptParam(nameof(dataViewType), $"Repeated type register. {dataViewType} has been associated with {knownRaw.Type}, so it can't be associated with {type}.");
            s_columnTypes[key] = dataViewType;
            s_rawTypes[dataViewType] = key;
        }
    }

    internal static DataViewType? GetColumnTypeOrNull(Type type, DataViewTypeAttribute? typeAttribute)
    {
        lock (s_lock)
            return s_columnTypes.GetValueOrDefault(new Key(type, typeAttribute));
    }

    private static bool IsStandard(DataViewType type) => type is VectorDataViewType or PrimitiveDataViewType;

    private static void RegisterCore(PrimitiveDataViewType columnType, Type type) => s_columnTypes[new Key(type, null)] = columnType;

    private readonly record struct Key(Type Type, DataViewTypeAttribute? Attribute);
}
