using System;
using System.ComponentModel.DataAnnotations;
using System.IO;
using System.Security.Cryptography;
using MetaLearn.Configuration;
using Microsoft.ML;

namespace MetaLearn.Data;

/// <summary>A CSV or TSV file with a header.</summary>
internal abstract class DelimitedSource : DataSource
{
    /// <summary>The file, in UTF-8, whose first line names the columns.</summary>
    [Required, PathSetting]
    public string Path { get; set; } = "";

    /// <summary>
    /// The character that separates fields. The default is null: of comma, semicolon, tab and bar the one which the first line has most of;
    /// tabs if the file's name ends in .tsv.
    /// </summary>
    public string? Separator { get; set; }

    /// <summary>
    /// Whether a field may stand in quotes, with separators in it, quotes written twice and, unless tabs separate, line breaks. If false,
    /// quotes are characters like others. The default is true.
    /// </summary>
    public bool Quotes { get; set; } = true;

    /// <summary>The column with the class. The default is "Label".</summary>
    public string LabelColumn { get; set; } = ColumnNames.Label;

    /// <summary>The column that says train, val or test, for a split that is given. The default is null: there is none.</summary>
    public string? SplitColumn { get; set; }

    internal override string? PhaseColumn => SplitColumn;

    internal override string Title => $"file '{Path}'";

    internal override void Check()
    {
        if (Separator is { } text && text is not [not ('"' or '\r' or '\n')])
            throw new ArgumentException(
                $"{nameof(Separator)} must be one character, and no quote or line break, but is '{text}'.", nameof(Separator));
        if (SplitColumn is ColumnNames.Label or ColumnNames.Text or ColumnNames.Features
            || SplitColumn is not null && SplitColumn == LabelColumn)
            throw new ArgumentException(
                $"{nameof(SplitColumn)} must not be '{SplitColumn}', which names the class, the sentence or the features.",
                nameof(SplitColumn));
    }

    internal override IDataView Load(MLContext mlContext) => DataException.Guard(() =>
    {
        var file = DelimitedFile.Open(Path, Separator?[0], Quotes);
        return file.Load(
            mlContext,
            Content(file) with { Label = file.IndexOf(LabelColumn), Split = SplitColumn is null ? null : file.IndexOf(SplitColumn) });
    });

    /// <summary>The columns that features are made of.</summary>
    private protected abstract DelimitedColumns Content(DelimitedFile file);

    internal override void AddContent(IncrementalHash hash, IDataView rows)
    {
        using var file = File.OpenRead(Path);
        hash.AppendData(SHA256.HashData(file));
    }
}
