using System;
using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Values as the text loader reads them, in any culture.</summary>
internal static class TextParsing
{
    public static bool TryParseReal(ReadOnlySpan<char> text, char decimalMarker, out double value)
    {
        text = text.Trim();
        value = 0;
        if (text.IsEmpty)
            return true;
        if (text.SequenceEqual("?") || text.Equals("NaN", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }
        if (decimalMarker != '.')
            text = text.ToString().Replace(decimalMarker, '.');
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out value)
            || double.TryParse(text.TrimStart('+'), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    public static bool TryParseBoolean(ReadOnlySpan<char> text, out bool value)
    {
        string word = text.Trim().ToString().ToLowerInvariant();
        value = word is "true" or "t" or "yes" or "y" or "on" or "1" or "+1" or "+";
        return value || word is "" or "false" or "f" or "no" or "n" or "off" or "0" or "-1" or "-";
    }
}
