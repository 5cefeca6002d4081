using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Counts the rows of classes, and takes some classes and rows of a view.</summary>
internal static class ClassSubset
{
    /// <summary>
    /// The classes and their sizes, in the order in which <see cref="ExampleReader"/> has them: that of keys, or of the first rows.
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
        return new ClassSizes(ordered.Select(c => Convert.ToString(c.Key, CultureInfo.InvariantCulture)!).ToArray(), ordered.Select(c => c.Value.Rows).ToArray());
    }

    public static IDataView Limit(IDataView data, int? maxClasses, int? maxRowsPerClass, string labelColumnName, int seed)
    {
        Checks.Positive(maxClasses ?? 1, nameof(maxClasses));
        Checks.Positive(maxRowsPerClass ?? 1, nameof(maxRowsPerClass));
        var classOf = new Dictionary<string, int>();
        var classes = ClassSplit.Labels(data, labelColumnName).Select(name =>
        {
            classOf.TryAdd(name, classOf.Count);
            return classOf[name];
        }).ToArray();
        var count = classOf.Count;
        var taken = EpisodeSampler.Choose(new Random(Seeds.Mix(seed, count)), count, Math.Min(maxClasses ?? count, count)).ToHashSet();
        var keep = new bool[classes.Length];
        foreach (var members in Enumerable.Range(0, classes.Length).GroupBy(row => classes[row]).Where(g => taken.Contains(g.Key)))
        {
            var rows = members.ToArray();
            var random = new Random(Seeds.Mix(Seeds.Mix(seed, -1), members.Key));
            foreach (var i in EpisodeSampler.Choose(random, rows.Length, Math.Min(maxRowsPerClass ?? rows.Length, rows.Length)))
                keep[rows[i]] = true;
        }
        return new RowSubset(data, keep);
    }
}
