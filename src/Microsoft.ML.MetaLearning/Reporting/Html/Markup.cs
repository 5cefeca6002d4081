using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>
/// Builds HTML from interpolated strings: literals are markup, values are text and are encoded, so that no name of a user's becomes markup.
/// Numbers are in the invariant culture.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Markup(int literalLength, int holes)
{
    private readonly StringBuilder _text = new(literalLength + 8 * holes);

    public static Markup Empty => new(0, 0);

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Markup markup) => _text.Append(markup._text);

    public void AppendFormatted(IEnumerable<Markup> parts)
    {
        foreach (var part in parts)
            AppendFormatted(part);
    }

    public void AppendFormatted(string? text) => _text.Append(WebUtility.HtmlEncode(text));

    public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable =>
        AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
