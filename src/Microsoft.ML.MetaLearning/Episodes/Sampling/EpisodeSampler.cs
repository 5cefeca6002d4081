using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Represents the classes and rows of an episode.</summary>
/// <param name="Classes">[ways] classes, as positions in the list of classes.</param>
/// <param name="Support">[ways][shots of the way] examples, as positions within their class.</param>
/// <param name="Query">[ways][query shots] examples, as positions within their class, none of them in the support.</param>
public sealed record EpisodeIndices(int[] Classes, int[][] Support, int[][] Query)
{
    /// <summary>Gets or sets the source of the episode, if there are several; otherwise <see langword="null"/>.</summary>
    public string? Source { get; init; }
}

/// <summary>
/// Chooses the classes and examples of N-way K-shot episodes, all equally likely, as a pure function of the seed and the episode's number.
/// </summary>
public sealed class EpisodeSampler : IEpisodeSampler
{
    private readonly IReadOnlyList<int> _classSizes;
    private readonly EpisodeShape _shape;
    private readonly int _seed;

    /// <summary>Creates a sampler.</summary>
    /// <param name="classSizes">The number of examples of each class.</param>
    /// <param name="shape">The size of the episodes.</param>
    /// <param name="seed">The seed. The same seed gives the same episodes.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer classes than ways, or a class has fewer examples than shots and query shots together.
    /// </exception>
    public EpisodeSampler(IReadOnlyList<int> classSizes, EpisodeShape shape, int seed)
    {
        if (classSizes.Count < shape.Ways)
            throw new ArgumentException(
                $"{shape.Ways}-way episodes need at least {shape.Ways} classes, but there are {classSizes.Count}.", nameof(classSizes));
        var names = Enumerable.Range(0, classSizes.Count).Select(i => i.ToString(CultureInfo.InvariantCulture));
        if (new ClassSizes([.. names], classSizes).Shortage(shape) is { } shortage)
            throw new ArgumentException(shortage, nameof(classSizes));
        (_classSizes, _shape, _seed) = (classSizes, shape, seed);
    }

    /// <summary>Returns the indices of episode number <paramref name="index"/>.</summary>
    public EpisodeIndices Sample(long index)
    {
        var random = new Random(Seeds.Mix(_seed, index));
        return ChooseRows(random, Choose(random, _classSizes.Count, _shape.Ways), _classSizes, _ => _shape.Shots, _shape.QueryShots);
    }

    /// <summary>Chooses the examples of each class, for the support and the query together.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="classes">[ways] classes.</param>
    /// <param name="sizes">The number of examples of every class.</param>
    /// <param name="shots">Returns the number of support examples of a way.</param>
    /// <param name="queryShots">The number of query examples of each way.</param>
    internal static EpisodeIndices ChooseRows(Random random, int[] classes, IReadOnlyList<int> sizes, Func<int, int> shots, int queryShots)
    {
        var (support, query) = (new int[classes.Length][], new int[classes.Length][]);
        for (var way = 0; way < classes.Length; way++)
        {
            var chosen = Choose(random, sizes[classes[way]], shots(way) + queryShots);
            support[way] = chosen[..shots(way)];
            query[way] = chosen[shots(way)..];
        }
        return new EpisodeIndices(classes, support, query);
    }

    /// <summary>Chooses without replacement, in random order: the head of a Fisher-Yates shuffle.</summary>
    internal static int[] Choose(Random random, int total, int count)
    {
        var items = Enumerable.Range(0, total).ToArray();
        for (var i = 0; i < count; i++)
        {
            var other = random.Next(i, total);
            (items[i], items[other]) = (items[other], items[i]);
        }
        return items[..count];
    }
}
