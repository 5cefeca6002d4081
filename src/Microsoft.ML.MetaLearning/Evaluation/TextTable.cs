using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Text in columns: the first aligned on the left, the others on the right.</summary>
internal static class TextTable
{
    private const string Gap = "   ";

    /// <param name="rows">[row][column]; as many columns in each row.</param>
    public static string Format(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(row => row[c].Length)).ToArray();
        return string.Join(
            Environment.NewLine,
            rows.Select(row => string.Join(Gap, row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c])))));
    }
}
