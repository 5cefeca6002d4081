using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning;

/// <summary>Replays saved episodes in order, and starts again after the last.</summary>
public sealed class ReplayedSampling : EpisodeSampling
{
    private readonly SavedEpisodes _episodes;

    /// <summary>Creates the sampling.</summary>
    /// <param name="episodes">The episodes.</param>
    public ReplayedSampling(SavedEpisodes episodes)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        _episodes = episodes;
    }

    /// <inheritdoc/>
    public override EpisodeShape Largest(EpisodeShape shape) => _episodes.Largest;

    /// <inheritdoc/>
    public override int FewestWays(EpisodeShape shape) => _episodes.Episodes.Min(e => e.Classes.Length);

    /// <inheritdoc/>
    public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed)
    {
        var positions = new Dictionary<string, int>();
        for (var c = 0; c < classes.Count; c++)
            positions.TryAdd(classes.Names[c], c);
        return new Sampler(
            _episodes,
            _episodes.Classes.Names.Select((name, i) => Find(name, _episodes.Classes.Sizes[i], classes, positions)).ToArray());
    }

    /// <inheritdoc/>
    public override string Describe(EpisodeShape shape) =>
        $"{(_episodes.IsUniform ? Fixed.Describe(_episodes.Largest) : $"at most {_episodes.Largest.Ways} ways, variable shots")}, replayed";

    /// <inheritdoc/>
    public override string ToString() => $"{_episodes.Count} replayed episodes ({_episodes.Hash})";

    private static int Find(string name, int rows, ClassSizes classes, Dictionary<string, int> positions)
    {
        if (!positions.TryGetValue(name, out var position))
            throw new ArgumentException(
                $"the episodes were drawn from class '{name}' among others, but the data has no such class.", nameof(classes));
        var size = classes.Sizes[position];
        return size == rows ? position : throw new ArgumentException($"the episodes were drawn from {rows} rows of class '{name}', " +
            $"but the data has {size}{(size < rows ? $": row {size} is missing" : "")}.", nameof(classes));
    }

    private sealed class Sampler(SavedEpisodes episodes, int[] positions) : IEpisodeSampler
    {
        public EpisodeIndices Sample(long index)
        {
            var episode = episodes.Episodes[(int)(index % episodes.Count)];
            return episode with { Classes = Array.ConvertAll(episode.Classes, c => positions[c]) };
        }
    }
}
