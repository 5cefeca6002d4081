using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using MetaLearn.Configuration;
using Microsoft.ML;

namespace MetaLearn.Data;

/// <summary>
/// A kind of data: its settings, and how to read its rows. A new kind is a class beside this one and a line in <see cref="DataSources"/>;
/// its public properties are its settings, and their documentation is the documentation of the settings.
/// </summary>
internal abstract class DataSource
{
    /// <summary>Which classes are for training, validation and testing.</summary>
    public SplitSettings Split { get; set; } = new();

    /// <summary>The shape of an example, [features] or [channels, height, width]; null if only the data can say.</summary>
    internal virtual IReadOnlyList<int>? KnownShape => null;

    /// <summary>The column that may say what a row is for, or null.</summary>
    internal virtual string? PhaseColumn => null;

    /// <summary>What the data is called in messages.</summary>
    internal abstract string Title { get; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">One is wrong; its name is the parameter's.</exception>
    internal virtual void Check()
    {
    }

    /// <summary>
    /// Reads the rows, with the columns <see cref="ColumnNames.Label"/>, <see cref="PhaseColumn"/> and whatever the features are made of.
    /// </summary>
    internal abstract IDataView Load(MLContext mlContext);

    /// <summary>The transforms from rows to <see cref="ColumnNames.Features"/>; null if that is there already.</summary>
    internal virtual IEstimator<ITransformer>? CreateFeatures(MLContext mlContext) => null;

    /// <summary>Adds what the rows hold to a hash: what is the same has the same hash on any machine and in any folder.</summary>
    internal abstract void AddContent(IncrementalHash hash, IDataView rows);

    /// <summary>What is strange about rows, and may be right, one line for each.</summary>
    internal virtual IEnumerable<string> Warnings(IDataView rows) => [];

    private protected static void AddText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}

/// <summary>The kinds of data, by their names in configurations.</summary>
internal static class DataSources
{
    private static readonly Dictionary<string, Type> s_types = new()
    {
        ["folder"] = typeof(FolderSource),
        ["dataset"] = typeof(PublishedSource),
        ["table"] = typeof(TableSource),
        ["text"] = typeof(TextSource),
        ["glyphs"] = typeof(GlyphSource),
    };

    public static UnionType Settings { get; } = new(
        "kind",
        s_types.ToDictionary(t => t.Key, t => SettingModel.Object(t.Value)),
        source => s_types.First(t => t.Value == source.GetType()).Key);
}
