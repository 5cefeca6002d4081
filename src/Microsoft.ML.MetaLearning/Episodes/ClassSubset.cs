using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Counts the rows of classes, and selects classes and rows of a view.</summary>
internal static class ClassSubset
{
    /// <summary>
    /// Counts the rows of each class. The classes are in the order of <see cref="ExampleReader"/>: that of keys, or of the first rows.
    /// </summary>
    public static ClassSizes Count(IDataView data, string labelColumnName)
    {
        var reader = new LabelReader(ExampleColumns.Class(data.Schema, labelColumnName));
        var classes = new Dictionary<object, (ulong Rank, int Rows)>();
        using var cursor = data.GetRowCursor([data.Schema[labelColumnName]]);
        var getter = reader.CreateGetter(cursor);
        for (var row = 0; cursor.MoveNext(); row++)
        {
            var (name, rank) = getter();
            if (name is null)
                throw reader.Missing(row, "label");
            classes[name] = (rank, classes.GetValueOrDefault(name).Rows + 1);
        }
        var ordered = classes.OrderBy(c => c.Value.Rank).ToArray();
        var names = ordered.Select(c => Convert.ToString(c.Key, CultureInfo.InvariantCulture)!);
        return new ClassSizes(names.ToArray(), ordered.Select(c => c.Value.Rows).ToArray());
    }

    public static IDataView Limit(IDataView data, int? maxClasses, int? maxRowsPerClass, string labelColumnName, int seed)
    {
        Checks.Positive(maxClasses ?? 1, nameof(maxClasses));
        Checks.Positive(maxRowsPerClass ?? 1, nameof(maxRowsPerClass));
        var labels = ClassSplit.Labels(data, labelColumnName).ToArray();
        var classes = labels.Index().GroupBy(row => row.Item, row => row.Index).Select(rows => rows.ToArray()).ToArray();
        var keep = new bool[labels.Length];
        foreach (var c in Choose(new Random(Seeds.Mix(seed, classes.Length)), classes.Length, maxClasses))
            foreach (var i in Choose(new Random(Seeds.Mix(Seeds.Mix(seed, -1), c)), classes[c].Length, maxRowsPerClass))
                keep[classes[c][i]] = true;
        return new RowSubset(data, keep);

        int[] Choose(Random random, int total, int? most) => EpisodeSampler.Choose(random, total, Math.Min(most ?? total, total));
    }
}
