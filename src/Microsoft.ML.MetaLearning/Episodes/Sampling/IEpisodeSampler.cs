using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Chooses the classes and examples of an endless, numbered sequence of episodes: indices only.</summary>
public interface IEpisodeSampler
{
    /// <summary>The indices of episode number <paramref name="index"/>: always the same ones, whatever was drawn before and on whichever thread.</summary>
    EpisodeIndices Sample(long index);
}

/// <summary>The classes that episodes are drawn from.</summary>
/// <param name="Names">The name of each; where rotated images are classes of their own, each rotation has the name of the class.</param>
/// <param name="Sizes">The number of examples of each, in the same order.</param>
public sealed record ClassSizes(IReadOnlyList<string> Names, IReadOnlyList<int> Sizes)
{
    /// <summary>What a class is called in messages: "class" or "task".</summary>
    internal string GroupName { get; init; } = "class";

    /// <summary>The number of classes.</summary>
    public int Count => Sizes.Count;

    /// <summary>Those at some positions, in that order.</summary>
    internal ClassSizes At(IReadOnlyList<int> positions) => this with { Names = positions.Select(p => Names[p]).ToArray(), Sizes = positions.Select(p => Sizes[p]).ToArray() };

    /// <summary>Each class several times, all of them one after another.</summary>
    internal ClassSizes Times(int count) => count == 1 ? this : At(Enumerable.Repeat(Enumerable.Range(0, Count), count).SelectMany(p => p).ToArray());

    /// <summary>Checks that every episode of a size can be drawn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too few classes, or too few rows of one.</exception>
    internal void RequireEnough(EpisodeShape shape)
    {
        if (Count < shape.Ways)
            throw new ArgumentOutOfRangeException(nameof(shape.Ways), shape.Ways,
                $"{shape.Ways}-way episodes need at least {shape.Ways} classes, but the data has {Count}: {string.Join(", ", Names)}.");
        for (var i = 0; i < Count; i++)
            if (Sizes[i] < shape.ExamplesPerClass)
                throw new ArgumentOutOfRangeException(nameof(shape.Shots), shape.Shots,
                    $"{GroupName} '{Names[i]}' has {Sizes[i]} rows, but an episode needs {shape.ExamplesPerClass}: {shape.Shots} shots and {shape.QueryShots} query shots.");
    }
}
