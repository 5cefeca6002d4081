using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Linq;
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
    private static readonly Dictionary<string, MetaPhase> s_phases = new() { ["train"] = MetaPhase.Train, ["val"] = MetaPhase.Validation, ["test"] = MetaPhase.Test };

    /// <summary>
    /// ratio: at random, by validationFraction, testFraction and seed; given: by folders named train, val and test, or the column splitColumn of a table with these words;
    /// groups: by the first part of the label, as the alphabet in alphabet/character.
    /// </summary>
    public SplitBy By { get; set; }

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

    /// <summary>Whether there will be classes to validate on, as far as the settings say.</summary>
    internal bool HasValidation => By switch { SplitBy.Ratio => ValidationFraction > 0, SplitBy.Groups => ValidationGroups.Length > 0, _ => true };

    /// <exception cref="ArgumentException">A setting is wrong; its name is the parameter's.</exception>
    internal void Check(DataSource source)
    {
        if (By == SplitBy.Ratio && ValidationFraction + TestFraction >= 1)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{nameof(TestFraction)} must leave classes to train on, but is {TestFraction} beside {ValidationFraction} for validation."), nameof(TestFraction));
        if (By == SplitBy.Given && source.PhaseColumn is null)
            throw new ArgumentException($"{nameof(By)} must not be given: this data does not say what its classes are for.", nameof(By));
        if (By == SplitBy.Groups && ValidationGroups.Intersect(TestGroups).FirstOrDefault() is { } shared)
            throw new ArgumentException($"{nameof(TestGroups)} must not share groups with the validation, but '{shared}' is in both.", nameof(TestGroups));
    }

    /// <summary>Splits rows by class.</summary>
    /// <exception cref="DataException">The rows do not fit the settings.</exception>
    internal ClassSplit Apply(MLContext mlContext, DataSource source, IDataView rows) => DataException.Guard(() => By switch
    {
        SplitBy.Ratio => mlContext.MetaLearning().SplitByClass(rows, ColumnNames.Label, ValidationFraction, TestFraction, Seed),
        SplitBy.Groups => mlContext.MetaLearning().SplitByClass(rows, label => PhaseOfGroup(label.Split('/')[0]), ColumnNames.Label),
        _ => mlContext.MetaLearning().SplitByClass(rows, Given(source, rows), ColumnNames.Label),
    });

    private MetaPhase PhaseOfGroup(string group) => TestGroups.Contains(group) ? MetaPhase.Test : ValidationGroups.Contains(group) ? MetaPhase.Validation : MetaPhase.Train;

    private static Func<string, MetaPhase> Given(DataSource source, IDataView rows)
    {
        var phases = new Dictionary<string, string>();
        foreach (var (label, phase) in rows.GetColumn<string>(ColumnNames.Label).Zip(rows.GetColumn<string>(source.PhaseColumn!)))
        {
            if (!s_phases.ContainsKey(phase))
                throw new DataException($"class '{label}' of {source.Title} is for '{phase}', but must be for one of {string.Join(", ", s_phases.Keys)}.");
            if (phases.TryAdd(label, phase) || phases[label] == phase)
                continue;
            throw new DataException($"class '{label}' of {source.Title} is for '{phases[label]}' and for '{phase}', but a class must be for one of them alone.");
        }
        return label => s_phases[phases[label]];
    }
}
