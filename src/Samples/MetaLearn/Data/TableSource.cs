using System.Collections.Generic;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MetaLearn.Data;

/// <summary>A CSV or TSV file of numbers, with a header and a column with the class.</summary>
internal sealed class TableSource : DelimitedSource
{
    /// <summary>The columns with the features. The default is none given: all but those with the class and the split.</summary>
    public string[] FeatureColumns { get; set; } = [];

    private protected override DelimitedColumn Content(DelimitedFile file)
    {
        var names = FeatureColumns.Length > 0 ? FeatureColumns : file.Columns.Where(c => c != LabelColumn && c != SplitColumn).ToArray();
        return DelimitedColumn.Numbers(ColumnNames.Features, names.Select(file.IndexOf).ToArray());
    }

    internal override IEnumerable<string> Problems(IDataView rows) => base.Problems(rows).Concat(NotNumbers(rows));

    private IEnumerable<string> NotNumbers(IDataView rows) => rows.GetColumn<float[]>(ColumnNames.Features)
        .Select((features, row) => (Row: row, Wrong: features.Count(f => !float.IsFinite(f)))).Where(r => r.Wrong > 0)
        .Select(r => $"row {r.Row} of '{Path}' has {r.Wrong} features that are no finite numbers.");
}
