using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents the rows of a data set, split by class: no class has rows in two parts.</summary>
/// <param name="MetaTrain">The rows of the classes to meta-train on.</param>
/// <param name="MetaValidation">The rows of the classes to validate on.</param>
/// <param name="MetaTest">The rows of the classes to evaluate on.</param>
public sealed record ClassSplit(IDataView MetaTrain, IDataView MetaValidation, IDataView MetaTest)
{
    /// <summary>
    /// Checks, before any work, that each part with classes has enough of them, and enough rows of each, for episodes of a size. The error
    /// names every shortage, with the numbers that would suffice.
    /// </summary>
    /// <param name="ways">Classes per episode.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <returns>The same split.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A part has too few classes, or too few rows of some, or there is no such column.
    /// </exception>
    public ClassSplit RequireEpisodes(int ways, int shots, int queryShots, string labelColumnName = "Label")
    {
        Checks.AtLeast(ways, 2, nameof(ways));
        Checks.Positive(shots, nameof(shots));
        Checks.Positive(queryShots, nameof(queryShots));
        var shape = new EpisodeShape(ways, shots, queryShots);
        (IDataView Rows, string Name)[] parts =
            [(MetaTrain, "the training part"), (MetaValidation, "the validation part"), (MetaTest, "the test part")];
        ClassSizes.RequireNone(parts.Select(part => ClassSizes.Of(Labels(part.Rows, labelColumnName), part.Name))
            .Where(part => part.Count > 0).SelectMany(part => part.Shortages(shape)));
        return this;
    }

    internal static ClassSplit ByRatio(
        IDataView data, string labelColumnName, double validationFraction, double testFraction, int seed, Action<string> warn)
    {
        Checks.Fraction(validationFraction, nameof(validationFraction));
        Checks.Fraction(testFraction, nameof(testFraction));
        if (validationFraction + testFraction is >= 1 and var sum)
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, FormattableString.Invariant(
                $"{nameof(validationFraction)} and {nameof(testFraction)} must leave classes to train on, but add up to {sum}."));
        var names = Labels(data, labelColumnName).Distinct().ToArray();
        new Random(Seeds.Mix(seed, names.Length)).Shuffle(names);
        var test = (int)Math.Round(names.Length * testFraction);
        var validation = (int)Math.Round(names.Length * validationFraction);
        var phases = names.Index().ToDictionary(
            name => name.Item,
            name => name.Index < test ? MetaPhase.Test : name.Index < test + validation ? MetaPhase.Validation : MetaPhase.Train);
        return ByClass(data, labelColumnName, name => phases[name], warn);
    }

    internal static ClassSplit ByClass(IDataView data, string labelColumnName, Func<string, MetaPhase> assign, Action<string> warn)
    {
        var phases = new Dictionary<string, MetaPhase>();
        var rows = new List<MetaPhase>();
        foreach (var name in Labels(data, labelColumnName))
        {
            if (!phases.TryGetValue(name, out var phase))
                phases.Add(name, phase = assign(name));
            rows.Add(phase);
        }
        LookAlikeLabels.Warn(phases.Keys, warn);
        return ByRow(data, rows);
    }

    internal static ClassSplit ByColumn(IDataView data, string splitColumnName, string labelColumnName, Action<string> warn)
    {
        var phases = new Dictionary<string, MetaPhase>();
        var rows = new List<MetaPhase>();
        foreach (var (name, split) in Labels(data, labelColumnName).Zip(Labels(data, splitColumnName, "split")))
        {
            var phase = Phase(split, splitColumnName);
            if (!phases.TryAdd(name, phase) && phases[name] != phase)
                throw new InvalidOperationException(
                    $"class '{name}' has rows in more than one split of column '{splitColumnName}': {phases[name]} and {phase}.");
            rows.Add(phase);
        }
        LookAlikeLabels.Warn(phases.Keys, warn);
        return ByRow(data, rows);
    }

    private static MetaPhase Phase(string split, string columnName) => SplitNames.PhaseOf(split) ?? throw new InvalidOperationException(
        $"'{split}' in split column '{columnName}' must be one of {string.Join(", ", ImageFolder.Splits)}.");

    private static ClassSplit ByRow(IDataView data, List<MetaPhase> rows)
    {
        IDataView Part(MetaPhase phase) => new RowSubset(data, rows.Select(p => p == phase).ToArray());
        return new ClassSplit(Part(MetaPhase.Train), Part(MetaPhase.Validation), Part(MetaPhase.Test));
    }

    /// <summary>Returns the class of each row.</summary>
    internal static IEnumerable<string> Labels(IDataView data, string labelColumnName, string role = "label")
    {
        var reader = new LabelReader(ExampleColumns.Class(data.Schema, labelColumnName, role));
        using var cursor = data.GetRowCursor([data.Schema[labelColumnName]]);
        var getter = reader.CreateNameGetter(cursor);
        for (var row = 0; cursor.MoveNext(); row++)
            yield return getter() ?? throw reader.Missing(row, role);
    }
}
