namespace TorchSharp;

public static partial class torch
{
    public static readonly ScalarType uint8 = ScalarType.Byte;
    public static readonly ScalarType int8 = ScalarType.Int8;
    public static readonly ScalarType int16 = ScalarType.Int16;
    public static readonly ScalarType int32 = ScalarType.Int32;
    public static readonly ScalarType int64 = ScalarType.Int64;
    public static readonly ScalarType float16 = ScalarType.Float16;
    public static readonly ScalarType float32 = ScalarType.Float32;
    public static readonly ScalarType float64 = ScalarType.Float64;
    public static readonly ScalarType bfloat16 = ScalarType.BFloat16;
    public static readonly ScalarType @bool = ScalarType.Bool;
    public static readonly ScalarType @short = ScalarType.Int16;
    public static readonly ScalarType @int = ScalarType.Int32;
    public static readonly ScalarType @long = ScalarType.Int64;
    public static readonly ScalarType half = ScalarType.Float16;
    public static readonly ScalarType @float = ScalarType.Float32;
    public static readonly ScalarType @double = ScalarType.Float64;

    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        ComplexFloat32 = 9,
        ComplexFloat64 = 10,
        Bool = 11,
        BFloat16 = 15,
    }

    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    internal static ScalarType TypeOf<T>()
    {
        if (typeof(T) == typeof(float))
        {
            return ScalarType.Float32;
        }
        if (typeof(T) == typeof(double))
        {
            return ScalarType.Float64;
        }
        if (typeof(T) == typeof(long))
        {
            return ScalarType.Int64;
        }
        if (typeof(T) == typeof(int))
        {
            return ScalarType.Int32;
        }
        if (typeof(T) == typeof(bool))
        {
            return ScalarType.Bool;
        }
        if (typeof(T) == typeof(byte))
        {
            return ScalarType.Byte;
        }
        if (typeof(T) == typeof(sbyte))
        {
            return ScalarType.Int8;
        }
        if (typeof(T) == typeof(short))
        {
            return ScalarType.Int16;
        }
        return typeof(T) == typeof(System.Half)
            ? ScalarType.Float16
            : throw new System.ArgumentException($"The type {typeof(T).Name} is not a tensor element type.");
    }
}
