using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Preconditions;

/// <summary>
/// Argument and format checks with the message grammar of ML.NET: a lower-case predicate that ends with a period, then what was seen.
/// </summary>
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
        AtLeast(value, smallest, option);
        if (value > largest)
            throw new ArgumentOutOfRangeException(option, value, $"{option} must be at most {largest}.");
    }

    public static void LearningRate(double value, string option)
    {
        Positive(value, option);
        if (value > Limits.LearningRate)
            throw new ArgumentOutOfRangeException(option, value, $"{option} must be at most {Limits.LearningRate}.");
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

    /// <summary>Checks that a stream goes on for so many numbers in single precision, before any memory is taken for them.</summary>
    /// <exception cref="EndOfStreamException">It does not.</exception>
    public static void Follow(BinaryReader reader, double numbers, string what)
    {
        var (needed, left) = (numbers * sizeof(float), reader.BaseStream.Length - reader.BaseStream.Position);
        if (needed > left)
            throw new EndOfStreamException(string.Create(CultureInfo.InvariantCulture, $"{what} needs {needed:0} bytes, but only {left} follow."));
    }

    /// <summary>The numbers in a tensor, as a floating point number: of shapes that are made up it overflows nothing.</summary>
    public static double Count(IEnumerable<long> shape) => shape.Aggregate(1.0, (count, size) => count * size);
}
