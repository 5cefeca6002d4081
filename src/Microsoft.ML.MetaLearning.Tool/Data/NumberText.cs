using System;
using System.Globalization;

namespace MetaLearn.Data;

/// <summary>
/// Numbers of one file: with a decimal point or, where no commas separate the fields, a decimal comma; one of the two in all of the file.
/// </summary>
/// <param name="separator">What separates the fields.</param>
internal sealed class NumberText(char separator)
{
    private char? _mark;

    /// <summary>Reads a number; what is wrong with it instead, or null.</summary>
    public string? Read(string text, out float value)
    {
        value = float.NaN;
        if (string.IsNullOrWhiteSpace(text))
            return "must be a number, but is empty";
        var mark = text.AsSpan().IndexOfAny('.', ',') is >= 0 and var place ? text[place] : (char?)null;
        if (!float.TryParse(mark == ',' ? text.Replace(',', '.') : text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            || !float.IsFinite(value))
            return $"must be a finite number, but is '{text}'";
        if (mark == ',' && separator == ',')
            return $"must be a number with a decimal point, since commas separate the columns, but is '{text}'";
        if (mark is not null && (_mark ??= mark) != mark)
            return $"must be a number with a decimal {(mark == ',' ? "point" : "comma")}, as those before it, but is '{text}'";
        return null;
    }
}
