using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>The rows of a source, split by class.</summary>
internal sealed class DataSet
{
    private DataSet(DataSource source, IDataView rows, SplitBy splitBy, ClassSplit split)
    {
        Source = source;
        Rows = rows;
        SplitBy = splitBy;
        Split = split;
    }

    public DataSource Source { get; }

    public IDataView Rows { get; }

    /// <summary>How it was decided what a class is for.</summary>
    public SplitBy SplitBy { get; }

    public ClassSplit Split { get; }

    /// <exception cref="DataException">The data is missing, damaged, or does not fit the settings.</exception>
    public static DataSet Load(MLContext mlContext, DataSource source) => DataException.Guard(() =>
    {
        var rows = source.Load(mlContext);
        return new DataSet(source, rows, source.Split.Of(source, rows), source.Split.Apply(mlContext, source, rows));
    });

    /// <summary>The rows of each class, in the order of first rows.</summary>
    public static IReadOnlyDictionary<string, int> ClassSizes(IDataView rows) => DataException.Guard(() =>
        rows.GetColumn<string>(ColumnNames.Label).GroupBy(label => label).ToDictionary(g => g.Key, g => g.Count()));

    /// <summary>The rows of one part.</summary>
    public IDataView Part(MetaPhase phase) =>
        phase switch { MetaPhase.Train => Split.MetaTrain, MetaPhase.Validation => Split.MetaValidation, _ => Split.MetaTest };

    /// <summary>A SHA-256 over the labels and the content of all rows, in order.</summary>
    public string Hash() => DataException.Guard(() =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var label in Rows.GetColumn<string>(ColumnNames.Label))
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(label + "\n"));
        Source.AddContent(hash, Rows);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    });
}
