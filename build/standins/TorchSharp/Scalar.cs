using System;
using TorchSharp.Native;

namespace TorchSharp;

// A managed value: it owns nothing native, so Dispose has nothing to release.
public sealed class Scalar : IDisposable
{
    private readonly NativeScalar _value;

    private Scalar(double value, torch.ScalarType type)
    {
        _value = new NativeScalar(BitConverter.DoubleToInt64Bits(value), (long)type);
    }

    private Scalar(long value, torch.ScalarType type)
    {
        _value = new NativeScalar(value, (long)type);
    }

    public torch.ScalarType Type => (torch.ScalarType)_value.Type;

    internal NativeScalar Value => _value;

    internal bool IsIntegral => Type is torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Int16
        or torch.ScalarType.Int32 or torch.ScalarType.Int64 or torch.ScalarType.Bool;

    internal double AsDouble => IsIntegral ? _value.Bits : BitConverter.Int64BitsToDouble(_value.Bits);

    internal long AsInt64 => IsIntegral ? _value.Bits : (long)BitConverter.Int64BitsToDouble(_value.Bits);

    internal static Scalar Create(double value, torch.ScalarType type) => new(value, type);

    internal static Scalar Create(long value, torch.ScalarType type) => new(value, type);

    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);

    public static implicit operator Scalar(float value) => new(value, torch.ScalarType.Float32);

    public static implicit operator Scalar(Half value) => new((double)value, torch.ScalarType.Float16);

    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);

    public static implicit operator Scalar(int value) => new(value, torch.ScalarType.Int32);

    public static implicit operator Scalar(short value) => new(value, torch.ScalarType.Int16);

    public static implicit operator Scalar(sbyte value) => new(value, torch.ScalarType.Int8);

    public static implicit operator Scalar(byte value) => new(value, torch.ScalarType.Byte);

    public static implicit operator Scalar(bool value) => new(value ? 1 : 0, torch.ScalarType.Bool);

    public void Dispose()
    {
    }
}
