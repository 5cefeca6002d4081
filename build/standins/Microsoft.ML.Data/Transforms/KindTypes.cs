using System;
using System.Collections.Generic;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>The column type of each <see cref="DataKind"/>, and back.</summary>
internal static class KindTypes
{
    private static readonly Dictionary<DataKind, PrimitiveDataViewType> s_types = new()
    {
        [DataKind.SByte] = NumberDataViewType.SByte,
        [DataKind.Byte] = NumberDataViewType.Byte,
        [DataKind.Int16] = NumberDataViewType.Int16,
        [DataKind.UInt16] = NumberDataViewType.UInt16,
        [DataKind.Int32] = NumberDataViewType.Int32,
        [DataKind.UInt32] = NumberDataViewType.UInt32,
        [DataKind.Int64] = NumberDataViewType.Int64,
        [DataKind.UInt64] = NumberDataViewType.UInt64,
        [DataKind.Single] = NumberDataViewType.Single,
        [DataKind.Double] = NumberDataViewType.Double,
        [DataKind.String] = TextDataViewType.Instance,
        [DataKind.Boolean] = BooleanDataViewType.Instance,
        [DataKind.TimeSpan] = TimeSpanDataViewType.Instance,
        [DataKind.DateTime] = DateTimeDataViewType.Instance,
        [DataKind.DateTimeOffset] = DateTimeOffsetDataViewType.Instance,
    };

    public static PrimitiveDataViewType ToType(DataKind kind)
        => s_types.TryGetValue(kind, out PrimitiveDataViewType? type) ? type : throw Contracts.ExceptParam(nameof(kind), $"Unknown kind '{kind}'.");

    public static DataKind FromRawType(Type rawType)
    {
        foreach ((DataKind kind, PrimitiveDataViewType type) in s_types)
        {
            if (type.RawType == rawType)
                return kind;
        }
        throw Contracts.ExceptParam(nameof(rawType), $"Values of type '{rawType}' have no kind.");
    }
}
