using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Lists the types that a label column may have: text, a key, or any integer type.</summary>
internal static class LabelTypes
{
    private static readonly Dictionary<Type, (PrimitiveDataViewType Type, Action<IAction> Invoke)> s_integers = new()
    {
        [typeof(sbyte)] = (NumberDataViewType.SByte, a => a.Invoke<sbyte>()),
        [typeof(byte)] = (NumberDataViewType.Byte, a => a.Invoke<byte>()),
        [typeof(short)] = (NumberDataViewType.Int16, a => a.Invoke<short>()),
        [typeof(ushort)] = (NumberDataViewType.UInt16, a => a.Invoke<ushort>()),
        [typeof(int)] = (NumberDataViewType.Int32, a => a.Invoke<int>()),
        [typeof(uint)] = (NumberDataViewType.UInt32, a => a.Invoke<uint>()),
        [typeof(long)] = (NumberDataViewType.Int64, a => a.Invoke<long>()),
        [typeof(ulong)] = (NumberDataViewType.UInt64, a => a.Invoke<ulong>()),
    };

    /// <summary>Represents an action on an integer type that is known at run time only.</summary>
    public interface IAction
    {
        void Invoke<T>() where T : struct;
    }

    public const string Expected = "text, a key or an integer type";

    public static bool Supports(DataViewType type) =>
        type is TextDataViewType or KeyDataViewType || type is NumberDataViewType && s_integers.ContainsKey(type.RawType);

    public static Action<IAction> Of(DataViewType integer) => s_integers[integer.RawType].Invoke;

    /// <summary>Returns the number type whose values have the raw type of a key.</summary>
    public static PrimitiveDataViewType NumberOf(DataViewType key) => s_integers[key.RawType].Type;

    public static PrimitiveDataViewType ByRawName(string name)
    {
        if (name == TextDataViewType.Instance.RawType.Name)
            return TextDataViewType.Instance;
        return s_integers.FirstOrDefault(p => p.Key.Name == name).Value.Type
            ?? throw new FormatException($"the model file is corrupt: '{name}' is not a type of labels.");
    }
}
