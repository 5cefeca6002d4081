using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Represents an episode with query examples that belong to none of its classes.</summary>
/// <param name="Support">The support examples, class by class.</param>
/// <param name="Known">Query examples of the same classes, class by class.</param>
/// <param name="Unknown">Query examples of no class of the episode: [n, ...input shape].</param>
internal sealed record OpenSetEpisode(Examples Support, Examples Known, Tensor Unknown);

/// <summary>Draws episodes with query examples of other classes of the set, or from outside of it.</summary>
internal sealed class OpenSetEpisodes
{
    private readonly EpisodeLoader _loader;
    private readonly int[] _shots;
    private readonly Tensor? _outside;
    private readonly int _queryShots, _unknown, _seed;

    /// <param name="examples">The examples. They must outlive the episodes.</param>
    /// <param name="shots">The number of support examples of each class of an episode.</param>
    /// <param name="queryShots">The number of query examples of each class, known or unknown.</param>
    /// <param name="unknownWays">
    /// The number of unknown classes. If <paramref name="outside"/> is given, that many times query shots are drawn from it.
    /// </param>
    /// <param name="outside">[n, ...input shape], n at least unknown ways times query shots; null to take classes of the set.</param>
    /// <param name="seed">The seed. The same seed over the same examples gives the same episodes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too few classes or examples.</exception>
    public OpenSetEpisodes(ExampleSet examples, int[] shots, int queryShots, int unknownWays, Tensor? outside, int seed)
    {
        if (outside is null && examples.Classes.Count < shots.Length + unknownWays)
            throw new ArgumentOutOfRangeException(nameof(unknownWays), unknownWays,
                $"episodes of {shots.Length} classes and {unknownWays} others need at least {shots.Length + unknownWays} classes, " +
                $"but the data has {examples.Classes.Count}.");
        var ways = shots.Length + (outside is null ? unknownWays : 0);
        _loader = new EpisodeLoader(examples, new EpisodeShape(ways, shots.Max(), queryShots), seed);
        (_shots, _queryShots, _outside, _unknown, _seed) = (shots, queryShots, outside, unknownWays * queryShots, seed);
        if (outside is not null && outside.shape[0] < _unknown)
            throw new ArgumentOutOfRangeException(nameof(outside), outside.shape[0],
                $"an episode takes {_unknown} rows from outside of its classes, but there are {outside.shape[0]}.");
    }

    public OpenSetEpisode Load(long index)
    {
        var (support, query) = _loader.Load(index);
        var known = _shots.Length * _queryShots;
        return new OpenSetEpisode(
            UnevenEpisodes.Head(support, _shots),
            query.Narrow(0, known),
            _outside is null ? query.Inputs.narrow(0, known, _unknown) : Draw(index));
    }

    private Tensor Draw(long index)
    {
        var rows = Enumerable.Range(0, (int)_outside!.shape[0]).Select(r => (long)r).ToArray();
        new Random(Seeds.Mix(~_seed, index)).Shuffle(rows);
        return _outside.index_select(0, TensorMemory.Copy<long>(rows.AsSpan(0, _unknown)));
    }
}
