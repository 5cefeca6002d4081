using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MetaLearn.Data;

/// <summary>A CSV or TSV file of numbers, with a header and a column with the class.</summary>
internal sealed class TableSource : DelimitedSource
{
    /// <summary>The rows that a column of integers must ascend over before it is taken for a number of rows.</summary>
    private const int FewestNumberedRows = 10;

    /// <summary>The columns with the features. The default is none given: all but those with the class and the split.</summary>
    public string[] FeatureColumns { get; set; } = [];

    internal override void Check()
    {
        base.Check();
        if (FeatureColumns.FirstOrDefault(c => c == LabelColumn || c == SplitColumn) is { } known)
            throw new ArgumentException(
                $"{nameof(FeatureColumns)} must not hold '{known}', which says the class or the split.", nameof(FeatureColumns));
    }

    private protected override DelimitedColumns Content(DelimitedFile file)
    {
        var names = FeatureColumns.Length > 0 ? FeatureColumns : file.Columns.Where(c => c != LabelColumn && c != SplitColumn).ToArray();
        return names.Length > 0
            ? new DelimitedColumns { Features = names.Select(file.IndexOf).ToArray() }
            : throw new DataException($"file '{Path}' has no columns of numbers beside {string.Join(", ", file.Columns)}.");
    }

    /// <summary>Names columns that seem to number the rows: they tell every row, and nothing of new ones.</summary>
    internal override IEnumerable<string> Warnings(IDataView rows)
    {
        var features = rows.GetColumn<float[]>(ColumnNames.Features).ToArray();
        if (FeatureColumns.Length > 0 || features.Length < FewestNumberedRows)
            return [];
        VBuffer<ReadOnlyMemory<char>> names = default;
        rows.Schema[ColumnNames.Features].GetSlotNames(ref names);
        return names.DenseValues().Where((_, i) => Enumerable.Range(0, features.Length)
            .All(row => float.IsInteger(features[row][i]) && (row == 0 || features[row][i] > features[row - 1][i])))
            .Select(name => $"column '{name}' of '{Path}' is an integer that ascends from row to row, and is a feature; if it only " +
                "numbers the rows, name the others in 'featureColumns'.");
    }
}
