using System;
using System.Globalization;
using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Conversions between item types: widening, to real numbers, and to and from text. Text that cannot be read is missing.</summary>
internal static class ValueConversion
{
    public static bool Exists(Type source, Type target) => FindOrNull(source, target) != null;

    public static Func<TSource, TTarget> Get<TSource, TTarget>()
        => (Func<TSource, TTarget>)FindOrNull(typeof(TSource), typeof(TTarget))!;

    private static Delegate? FindOrNull(Type source, Type target)
    {
        if (source == target)
            return Call(nameof(Same), source);
        if (source == typeof(ReadOnlyMemory<char>))
            return FromText(target);
        if (target == typeof(ReadOnlyMemory<char>))
            return Call(nameof(ToText), source);
        if (!IsNumber(target))
            return null;
        if (source == typeof(bool))
            return Call(nameof(FromBoolean), target);
        bool widens = IsReal(target) || IsNumber(source) && !IsReal(source) && Widens(source, target);
        return IsNumber(source) && widens ? Call(nameof(Number), source, target) : null;
    }

    private static Delegate? FromText(Type target)
    {
        if (target == typeof(bool))
            return (ReadOnlyMemory<char> text) => TextParsing.TryParseBoolean(text.Span, out bool value) && value;
        if (target == typeof(float))
            return (ReadOnlyMemory<char> text) => TextParsing.TryParseReal(text.Span, '.', out double value) ? (float)value : float.NaN;
        if (target == typeof(double))
            return (ReadOnlyMemory<char> text) => TextParsing.TryParseReal(text.Span, '.', out double value) ? value : double.NaN;
        if (target == typeof(DateTime))
            return (ReadOnlyMemory<char> text) => DateTime.TryParse(text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime value) ? value : default;
        if (target == typeof(TimeSpan))
            return (ReadOnlyMemory<char> text) => TimeSpan.TryParse(text.Span, CultureInfo.InvariantCulture, out TimeSpan value) ? value : default;
        return IsNumber(target) ? Call(nameof(Integer), target) : null;
    }

    private static Delegate Call(string method, params Type[] types) => Generic.Call<Delegate>(typeof(ValueConversion), method, types);

    private static Func<T, T> Same<T>() => value => value;

    private static Func<T, ReadOnlyMemory<char>> ToText<T>()
        => value => value is bool flag ? (flag ? "True" : "False").AsMemory() : string.Create(CultureInfo.InvariantCulture, $"{value}").AsMemory();

    private static Func<bool, T> FromBoolean<T>()
        where T : INumberBase<T>
        => value => value ? T.One : T.Zero;

    private static Func<TSource, TTarget> Number<TSource, TTarget>()
        where TSource : INumberBase<TSource>
        where TTarget : INumberBase<TTarget>
        => TTarget.CreateTruncating;

    private static Func<ReadOnlyMemory<char>, T> Integer<T>()
        where T : struct, INumberBase<T>
        => text => T.TryParse(text.Span.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) ? value : default;

    private static bool IsReal(Type type) => type == typeof(float) || type == typeof(double);

    private static bool IsNumber(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Double;

    private static bool IsSigned(Type type) => Type.GetTypeCode(type) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64;

    // The type codes alternate signed and unsigned types of growing width.
    private static bool Widens(Type source, Type target)
    {
        int sourceWidth = ((int)Type.GetTypeCode(source) - (int)TypeCode.SByte) / 2;
        int targetWidth = ((int)Type.GetTypeCode(target) - (int)TypeCode.SByte) / 2;
        return sourceWidth < targetWidth && (IsSigned(target) || !IsSigned(source));
    }
}
