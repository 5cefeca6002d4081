using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Preconditions;

/// <summary>
/// Checks arguments and files. Messages follow ML.NET: a lower-case predicate that ends with a period, then the value that was seen.
/// </summary>
internal static class Checks
{
    public static void Positive(long value, string option) => AtLeast(value, 1, option);

    public static void AtLeast(long value, long smallest, string option) =>
        Require(value >= smallest, value, option, $"at least {smallest}");

    public static void Between(long value, long smallest, long largest, string option)
    {
        AtLeast(value, smallest, option);
        Require(value <= largest, value, option, $"at most {largest}");
    }

    public static void LearningRate(double value, string option)
    {
        Positive(value, option);
        Require(value <= Limits.LearningRate, value, option, $"at most {Limits.LearningRate}");
    }

    public static void Positive(double value, string option) =>
        Require(value > 0 && double.IsFinite(value), value, option, "a positive number");

    public static void NotNegative(double value, string option) =>
        Require(value >= 0 && double.IsFinite(value), value, option, "zero or a positive number");

    public static void Fraction(double value, string option) => Require(value is >= 0 and < 1, value, option, "at least 0 and less than 1");

    public static void Probability(double value, string option) => Require(value is >= 0 and <= 1, value, option, "0 to 1");

    public static void Defined<T>(T value, string option) where T : struct, Enum =>
        Require(Enum.IsDefined(value), value, option, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    public static void OneOf<T>(T value, string option, params T[] allowed) where T : struct, Enum =>
        Require(allowed.Contains(value), value, option, string.Join(" or ", allowed));

    public static void NotEmpty(string? value, string option)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentException($"{option} must not be empty.", option);
    }

    /// <summary>Checks that the folder of a file exists.</summary>
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
        return Enum.IsDefined(result)
            ? result
            : throw new FormatException($"the model file is corrupt or newer: {value} is not a known {typeof(T).Name}.");
    }

    /// <summary>Checks that a stream holds so many more numbers in single precision, before any memory is taken for them.</summary>
    /// <exception cref="EndOfStreamException">The stream is too short.</exception>
    public static void Follow(BinaryReader reader, double numbers, string what)
    {
        var (needed, left) = (numbers * sizeof(float), reader.BaseStream.Length - reader.BaseStream.Position);
        if (needed > left)
            throw new EndOfStreamException(FormattableString.Invariant($"{what} needs {needed:0} bytes, but only {left} follow."));
    }

    /// <summary>Returns the count of numbers in a tensor, in floating point: a shape from a damaged file cannot overflow it.</summary>
    public static double Count(IEnumerable<long> shape) => shape.Aggregate(1.0, (count, size) => count * size);

    private static void Require(bool holds, object value, string option, string requirement)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(option, value, $"{option} must be {requirement}.");
    }
}
