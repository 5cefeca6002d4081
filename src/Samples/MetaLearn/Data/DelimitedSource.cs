using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using MetaLearn.Configuration;
using Microsoft.ML;

namespace MetaLearn.Data;

/// <summary>A CSV or TSV file with a header.</summary>
internal abstract class DelimitedSource : DataSource
{
    /// <summary>The file, whose first line names the columns. Fields are separated by tabs if its name ends in .tsv, otherwise by commas.</summary>
    [Required, PathSetting]
    public string Path { get; set; } = "";

    /// <summary>The column with the class. The default is "Label".</summary>
    public string LabelColumn { get; set; } = ColumnNames.Label;

    /// <summary>The column that says train, val or test, for a split that is given. The default is null: there is none.</summary>
    public string? SplitColumn { get; set; }

    internal override string? PhaseColumn => SplitColumn is null ? null : ColumnNames.Phase;

    internal override string Title => $"file '{Path}'";

    internal override IDataView Load(MLContext mlContext) => DataException.Guard(() =>
    {
        var file = DelimitedFile.Open(Path);
        var columns = new List<DelimitedColumn> { DelimitedColumn.Text(ColumnNames.Label, file.IndexOf(LabelColumn)) };
        if (SplitColumn is not null)
            columns.Add(DelimitedColumn.Text(ColumnNames.Phase, file.IndexOf(SplitColumn)));
        columns.Add(Content(file));
        return file.Load(mlContext, columns);
    });

    /// <summary>The column that features are made of.</summary>
    private protected abstract DelimitedColumn Content(DelimitedFile file);

    internal override void AddContent(IncrementalHash hash, IDataView rows)
    {
        using var file = File.OpenRead(Path);
        hash.AppendData(SHA256.HashData(file));
    }

    internal override IEnumerable<string> Problems(IDataView rows) => DelimitedFile.Open(Path).WrongLines().Select(line => $"'{Path}' {line}");
}
