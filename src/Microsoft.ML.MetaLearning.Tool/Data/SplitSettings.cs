using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Linq;
using MetaLearn.Configuration;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>How it is decided what a class is for.</summary>
internal enum SplitBy
{
    /// <summary>At random, by parts of all classes.</summary>
    Ratio,

    /// <summary>By what the data says: folders named train, val and test, or a column with these words.</summary>
    Given,

    /// <summary>By the first part of the label, as the alphabet in alphabet/character.</summary>
    Groups,
}

/// <summary>Which classes are for training, validation and testing.</summary>
internal sealed class SplitSettings
{
    /// <summary>
    /// ratio: at random, by validationFraction, testFraction and seed; given: by folders named train, val and test, or the column
    /// splitColumn of a table with these words; groups: by the first part of the label, as the alphabet in alphabet/character. The default
    /// is null: groups if any are named, given if the data says what its classes are for, otherwise ratio.
    /// </summary>
    public SplitBy? By { get; set; }

    /// <summary>The part of the classes to choose the best model by; 0 for none: the last model is taken. The default is 0.1.</summary>
    [Range(0, 1)]
    public double ValidationFraction { get; set; } = 0.1;

    /// <summary>The part of the classes to judge by. The default is 0.2.</summary>
    [Range(0, 1)]
    public double TestFraction { get; set; } = 0.2;

    /// <summary>Splits of the same seed and classes are the same. The default is 0.</summary>
    public int Seed { get; set; }

    /// <summary>The groups of classes to choose the best model by. The default is none.</summary>
    public string[] ValidationGroups { get; set; } = [];

    /// <summary>The groups of classes to judge by. The default is none.</summary>
    public string[] TestGroups { get; set; } = [];

    private bool NamesGroups => ValidationGroups.Length > 0 || TestGroups.Length > 0;

    /// <summary>Whether there may be classes to validate on, as far as the settings say.</summary>
    internal bool MayValidate(DataSource source) => By switch
    {
        SplitBy.Given => true,
        SplitBy.Groups => ValidationGroups.Length > 0,
        null when NamesGroups => ValidationGroups.Length > 0,
        _ => ValidationFraction > 0 || By is null && source.PhaseColumn is not null,
    };

    /// <exception cref="ArgumentException">A setting is wrong; its name is the parameter's.</exception>
    internal void Check(DataSource source)
    {
        if (By is SplitBy.Ratio or null && ValidationFraction + TestFraction >= 1)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{nameof(TestFraction)} must leave classes to train on, but is {TestFraction} beside " +
                $"{ValidationFraction} for validation."),
                nameof(TestFraction));
        if (By == SplitBy.Given && source.PhaseColumn is null)
            throw new ArgumentException($"{nameof(By)} must not be given: this data does not say what its classes are for.", nameof(By));
        if (By is SplitBy.Ratio or SplitBy.Given && NamesGroups)
            throw new ArgumentException($"{nameof(By)} must be groups where groups are named, or be left out.", nameof(By));
        if (ValidationGroups.Intersect(TestGroups).FirstOrDefault() is { } shared)
            throw new ArgumentException(
                $"{nameof(TestGroups)} must not share groups with the validation, but '{shared}' is in both.", nameof(TestGroups));
    }

    /// <summary>How rows are split: what is set, or else what suits them.</summary>
    internal SplitBy Of(DataSource source, IDataView rows) => By
        ?? (NamesGroups ? SplitBy.Groups : source.PhaseColumn is { } column
            && rows.GetColumn<string>(column).Any(phase => phase.Length > 0) ? SplitBy.Given : SplitBy.Ratio);

    /// <summary>Splits rows by class.</summary>
    /// <exception cref="DataException">The rows do not fit the settings.</exception>
    internal ClassSplit Apply(MLContext mlContext, DataSource source, IDataView rows) => Of(source, rows) switch
    {
        SplitBy.Ratio => mlContext.MetaLearning().SplitByClass(rows, ColumnNames.Label, ValidationFraction, TestFraction, Seed),
        SplitBy.Groups => ByGroups(mlContext, source, rows),
        _ => AsGiven(mlContext, source, rows),
    };

    private ClassSplit ByGroups(MLContext mlContext, DataSource source, IDataView rows)
    {
        var groups = rows.GetColumn<string>(ColumnNames.Label).Select(GroupOf).Distinct().ToArray();
        if (ValidationGroups.Concat(TestGroups).Where(g => !groups.Contains(g)).ToArray() is [var unknown, ..] all)
            throw new DataException($"{source.Title} has no group {string.Join(", ", all.Select(g => $"'{g}'"))}, which the split " +
                $"names.{Names.DidYouMean(unknown, groups)} Its groups are {string.Join(", ", groups.Take(20))}.");
        return mlContext.MetaLearning().SplitByClass(rows, label => PhaseOfGroup(GroupOf(label)), ColumnNames.Label);
    }

    private MetaPhase PhaseOfGroup(string group) => TestGroups.Contains(group)
        ? MetaPhase.Test
        : ValidationGroups.Contains(group) ? MetaPhase.Validation : MetaPhase.Train;

    private static string GroupOf(string label) => label.Split('/')[0];

    private static ClassSplit AsGiven(MLContext mlContext, DataSource source, IDataView rows)
    {
        var phases = rows.GetColumn<string>(source.PhaseColumn!);
        if (rows.GetColumn<string>(ColumnNames.Label).Zip(phases).FirstOrDefault(row => row.Second.Length == 0).First is { } label)
            throw new DataException($"class '{label}' of {source.Title} must be for one of train, val, test, as a split that is given " +
                "says; to split it otherwise, set 'split.by' to ratio or groups.");
        return mlContext.MetaLearning().SplitByFolder(rows, source.PhaseColumn!, ColumnNames.Label);
    }
}
