using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Represents a batch of labelled examples.</summary>
/// <param name="Inputs">[n, ...input shape].</param>
/// <param name="Targets">Class indices within the episode, [n] of Int64; for regression the values, [n, targets].</param>
public sealed record Examples(Tensor Inputs, Tensor Targets)
{
    internal int Count => (int)Inputs.shape[0];

    internal Examples To(Device device) => new(Inputs.to(device), Targets.to(device));

    internal Examples Narrow(int first, int count) => new(Inputs.narrow(0, first, count), Targets.narrow(0, first, count));

    internal Examples Rows(long[] rows)
    {
        using var index = TensorMemory.Copy<long>(rows).to(Inputs.device);
        return new(Inputs.index_select(0, index), Targets.index_select(0, index));
    }

    /// <summary>Divides examples into as few parts of at most so many as possible, and as evenly as possible.</summary>
    internal static IEnumerable<int> PartSizes(int count, int most)
    {
        for (var parts = (count - 1) / most + 1; parts > 0; parts--)
        {
            yield return count / parts;
            count -= count / parts;
        }
    }

    internal Examples Append(Examples others) => new(cat([Inputs, others.Inputs]), cat([Targets, others.Targets]));
}

/// <summary>Represents a few-shot task: learn from the support examples, predict the query examples.</summary>
/// <param name="Support">[ways * shots] examples, class by class; another number if shots vary.</param>
/// <param name="Query">[ways * query shots] examples, class by class.</param>
public sealed record Episode(Examples Support, Examples Query);

/// <summary>Represents the size of an episode.</summary>
/// <param name="Ways">Classes per episode.</param>
/// <param name="Shots">Support examples per class.</param>
/// <param name="QueryShots">Query examples per class.</param>
public sealed record EpisodeShape(int Ways, int Shots, int QueryShots)
{
    internal int ExamplesPerClass => Shots + QueryShots;

    /// <summary>Returns the smallest size that covers the ways, support examples and query examples of all given episodes.</summary>
    internal static EpisodeShape Covering(IEnumerable<(int Ways, int Support, int Query)> episodes)
    {
        var (ways, support, query) = episodes.Aggregate(
            (a, b) => (Math.Max(a.Ways, b.Ways), Math.Max(a.Support, b.Support), Math.Max(a.Query, b.Query)));
        return new EpisodeShape(ways, (support - 1) / ways + 1, (query - 1) / ways + 1);
    }
}

/// <summary>Represents an endless, numbered sequence of episodes.</summary>
public interface IEpisodeSource
{
    /// <summary>Gets the size of the episodes, or the largest if it varies.</summary>
    EpisodeShape Shape { get; }

    /// <summary>Gets the fewest classes of an episode.</summary>
    int FewestWays => Shape.Ways;

    /// <summary>Gets a description of the episodes, for reports of results on them.</summary>
    string Description => EpisodeSampling.Fixed.Describe(Shape);

    /// <summary>Loads episode number <paramref name="index"/>: always the same, whatever was loaded before and on any thread.</summary>
    /// <remarks>The tensors belong to the calling thread's dispose scope.</remarks>
    Episode Load(long index);
}
