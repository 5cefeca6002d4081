using System;
using System.IO;

namespace Microsoft.ML.MetaLearning;

/// <summary>Argument and format checks with the message grammar of ML.NET: a lower-case predicate that ends with a period, then what was seen.</summary>
internal static class Checks
{
    public static void Positive(long value, string option) => AtLeast(value, 1, option);

    public static void AtLeast(long value, long smallest, string option)
    {
        if (value < smallest)
            throw new ArgumentOutOfRangeException(option, value, $"{option} must be at least {smallest}.");
    }

    public static void Between(long value, long smallest, long largest, string option)
    {
        if (value < smallest || value > largest)
            throw new ArgumentOutOfRangeException(option, value, $"{option} must be {smallest} to {largest}.");
    }

    public static void Positive(double value, string option)
    {
        if (!(value > 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(option, value, $"{option} must be a positive number.");
    }

    public static void NotNegative(double value, string option)
    {
        if (!(value >= 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(option, value, $"{option} must be zero or a positive number.");
    }

    public static void Fraction(double value, string option)
    {
        if (!(value >= 0 && value < 1))
            throw new ArgumentOutOfRangeException(option, value, $"{option} must be at least 0 and less than 1.");
    }

    public static void Defined<T>(T value, string option) where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentOutOfRangeException(option, value, $"{option} must be one of {string.Join(", ", Enum.GetNames<T>())}.");
    }

    public static void NotEmpty(string? value, string option)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentException($"{option} must not be empty.", option);
    }

    /// <summary>Checks that the folder exists which a file is to be written to.</summary>
    public static void FolderOf(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"the folder of '{path}' does not exist.");
    }

    public static int Decoded(int value, int smallest, int largest, string what) => value >= smallest && value <= largest
        ? value
        : throw new FormatException($"the model file is corrupt: {what} is {value}, expected {smallest} to {largest}.");

    public static T DecodedEnum<T>(byte value) where T : struct, Enum
    {
        var result = (T)Enum.ToObject(typeof(T), value);
        return Enum.IsDefined(result) ? result : throw new FormatException($"the model file is corrupt or newer: {value} is no known {typeof(T).Name}.");
    }
}
