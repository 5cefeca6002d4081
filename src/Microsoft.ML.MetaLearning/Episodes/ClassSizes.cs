using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Represents the classes that episodes are drawn from.</summary>
/// <param name="Names">The name of each class. Where rotations are classes, each rotation has the name of its class.</param>
/// <param name="Sizes">The number of examples of each class, in the same order.</param>
public sealed record ClassSizes(IReadOnlyList<string> Names, IReadOnlyList<int> Sizes)
{
    /// <summary>Gets or sets the word for a class in messages: "class" or "task".</summary>
    internal string GroupName { get; init; } = "class";

    /// <summary>Gets or sets the name of the rows in messages.</summary>
    internal string SetName { get; init; } = ExampleSet.AnyName;

    /// <summary>Returns the sizes of the classes of examples.</summary>
    internal static ClassSizes Of(ExampleSet examples) => new(examples.Labels.Names, examples.Classes.Select(rows => rows.Length).ToArray())
    {
        GroupName = examples.GroupName,
        SetName = examples.Name,
    };

    /// <summary>Returns the sizes of the classes of rows, in the order of their first rows.</summary>
    internal static ClassSizes Of(IEnumerable<string> labels, string setName)
    {
        var sizes = labels.CountBy(label => label).ToArray();
        return new ClassSizes([.. sizes.Select(s => s.Key)], [.. sizes.Select(s => s.Value)]) { SetName = setName };
    }

    /// <summary>Gets the number of classes.</summary>
    public int Count => Sizes.Count;

    /// <summary>Returns the classes at some positions, in that order.</summary>
    internal ClassSizes At(IEnumerable<int> positions) =>
        this with { Names = positions.Select(p => Names[p]).ToArray(), Sizes = positions.Select(p => Sizes[p]).ToArray() };

    /// <summary>Returns the sequence of classes several times.</summary>
    internal ClassSizes Times(int count) => count == 1 ? this : At(Enumerable.Range(0, Count * count).Select(p => p % Count));

    /// <summary>Checks that episodes of a size can be drawn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too few classes, or too few rows of some.</exception>
    internal void RequireEnough(EpisodeShape shape) => RequireNone(Shortages(shape));

    /// <summary>Throws an exception that lists all shortages, if there are any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are shortages.</exception>
    internal static void RequireNone(IEnumerable<(string Option, string Message)> shortages)
    {
        if (shortages.ToArray() is [var first, ..] all)
            throw new ArgumentOutOfRangeException(first.Option, string.Join(Environment.NewLine, all.Select(s => s.Message)));
    }

    /// <summary>Returns the shortages for episodes of a size: of classes, of rows, of both or none.</summary>
    internal IEnumerable<(string Option, string Message)> Shortages(EpisodeShape shape)
    {
        if (Count < shape.Ways)
            yield return (nameof(shape.Ways),
                $"{shape.Ways}-way episodes need at least {shape.Ways} classes, but {SetName} has {Count}: {string.Join(", ", Names)}.");
        if (Shortage(shape) is { } shortage)
            yield return (nameof(shape.QueryShots), shortage);
    }

    /// <summary>Returns the classes with too few rows for episodes of a size, and advice; null if all have enough.</summary>
    internal string? Shortage(EpisodeShape shape)
    {
        const int Shown = 10;
        var needed = shape.ExamplesPerClass;
        var few = Enumerable.Range(0, Count).Where(i => Sizes[i] < needed).DistinctBy(i => Names[i]).ToArray();
        if (few.Length == 0)
            return null;
        var named = string.Join(", ", few.Take(Shown).Select(i => $"{GroupName} '{Names[i]}' has {Sizes[i]} rows"));
        var others = few.Length > Shown ? $" and {few.Length - Shown} more have too few" : "";
        return $"{(SetName == ExampleSet.AnyName ? "" : $"of {SetName} ")}{named}{others}, but an episode needs {needed}: " +
            $"{shape.Shots} shots and {shape.QueryShots} query shots. {WaysOut(few.Min(i => Sizes[i]), shape)}.";
    }

    private string WaysOut(int fewest, EpisodeShape shape)
    {
        var episodes = GroupName == "class" ? ", or draw episodes that vary with the data (VariableSampling)" : "";
        return fewest > shape.Shots
            ? $"QueryShots of at most {fewest - shape.Shots} suits all; or leave these out{episodes}"
            : $"Leave these out{episodes}, or take fewer shots";
    }
}
