using System.Collections.Generic;
using System.Linq;

namespace MetaLearn.Data;

/// <summary>A row of a CSV or TSV file, with those of these columns that were asked for.</summary>
internal sealed class DelimitedRow
{
    public string Label { get; set; } = "";

    public string Split { get; set; } = "";

    public string Text { get; set; } = "";

    public string ImagePath { get; set; } = "";

    public float[] Features { get; set; } = [];

    /// <summary>Its place among the rows of the file, from 1.</summary>
    public int Number { get; set; }
}

/// <summary>Where the columns of rows are in a file: positions of fields, null for what is not asked for.</summary>
internal sealed record DelimitedColumns
{
    public int? Label { get; init; }

    public int? Split { get; init; }

    public int? Text { get; init; }

    public int? ImagePath { get; init; }

    public int[]? Features { get; init; }

    /// <summary>The columns of text, by the name of their property.</summary>
    public IEnumerable<(string Name, int Field)> Texts =>
        new[]
        {
            (nameof(Label), Label), (nameof(Split), Split), (nameof(Text), Text), (nameof(ImagePath), ImagePath)
        }.Where(c => c.Item2 is not null).Select(c => (c.Item1, c.Item2!.Value));
}
