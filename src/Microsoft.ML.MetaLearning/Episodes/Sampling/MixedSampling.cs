using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents a source of <see cref="MixedSampling"/>.</summary>
/// <param name="Name">
/// The name of the source. The names of its classes start with it and '/', as <c>mlContext.MetaLearning().CombineSources</c> and folders of
/// folders name them.
/// </param>
/// <param name="Weight">The frequency of the source, relative to the others. The default is 1.</param>
/// <param name="Sampling">The sampling of its episodes; <see cref="EpisodeSampling.Fixed"/> if <see langword="null"/>.</param>
public sealed record SampledSource(string Name, double Weight = 1, EpisodeSampling? Sampling = null)
{
    internal EpisodeSampling Choice => Sampling ?? EpisodeSampling.Fixed;
}

/// <summary>
/// Draws each episode from one of several sources, as in Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">Meta-Dataset</a>,
/// 2020.
/// </summary>
public sealed class MixedSampling : EpisodeSampling
{
    private readonly SampledSource[] _sources;

    /// <summary>Creates the sampling.</summary>
    /// <param name="sources">The sources.</param>
    /// <exception cref="ArgumentException">There are no sources, or one has an empty name or that of another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not a positive number.</exception>
    public MixedSampling(params SampledSource[] sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Length == 0)
            throw new ArgumentException("a mixture needs at least one source, but none is given.", nameof(sources));
        foreach (var source in sources)
        {
            Checks.NotEmpty(source.Name, "the name of a source");
            Checks.Positive(source.Weight, $"the weight of source '{source.Name}'");
        }
        if (sources.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException(
                $"each source needs a name of its own, but '{twice.Key}' is given more than once.", nameof(sources));
        _sources = sources.ToArray();
    }

    internal override EpisodeSampling ForOtherClasses =>
        new MixedSampling(_sources.Select(s => s with { Sampling = s.Choice.ForOtherClasses }).ToArray());

    /// <inheritdoc/>
    public override EpisodeShape Largest(EpisodeShape shape)
    {
        var shapes = _sources.Select(s => s.Choice.Largest(shape)).ToArray();
        return EpisodeShape.Covering(shapes.Select(s => (s.Ways, s.Ways * s.Shots, s.Ways * s.QueryShots)));
    }

    /// <inheritdoc/>
    public override int FewestWays(EpisodeShape shape) => _sources.Min(s => s.Choice.FewestWays(shape));

    /// <inheritdoc/>
    public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed) =>
        new Sampler(_sources.Select((source, i) => Part(source, classes, shape, Seeds.Mix(seed, i))).ToArray(), seed);

    /// <inheritdoc/>
    public override void Check()
    {
        foreach (var source in _sources)
            source.Choice.Check();
    }

    /// <inheritdoc/>
    public override string Describe(EpisodeShape shape) =>
        $"a mixture of {_sources.Length} sources ({string.Join("; ", _sources.Select(s => $"{s.Name}: {s.Choice.Describe(shape)}"))})";

    /// <inheritdoc/>
    public override string ToString() =>
        $"mixed: {string.Join("; ", _sources.Select(s => FormattableString.Invariant($"{s.Name} of weight {s.Weight}, {s.Choice}")))}";

    private static SourceSampler Part(SampledSource source, ClassSizes classes, EpisodeShape shape, int seed)
    {
        var positions = Enumerable.Range(0, classes.Count)
            .Where(i => classes.Names[i].StartsWith(source.Name + '/', StringComparison.Ordinal)).ToArray();
        if (positions.Length == 0)
            throw new ArgumentException(
                $"source '{source.Name}' has no classes: the data has no class whose name starts with '{source.Name}/'.", nameof(classes));
        return new SourceSampler(source, positions, source.Choice.CreateSampler(classes.At(positions), shape, seed));
    }

    /// <param name="Source">The source.</param>
    /// <param name="Positions">The positions of its classes among all classes.</param>
    /// <param name="Episodes">The sampler of its episodes, by positions among its own classes.</param>
    private sealed record SourceSampler(SampledSource Source, int[] Positions, IEpisodeSampler Episodes);

    private sealed class Sampler(SourceSampler[] sources, int seed) : IEpisodeSampler
    {
        // The seeds of the sources are those of the numbers from 0.
        private const long ChoiceStream = -1;
        private readonly double _total = sources.Sum(s => s.Source.Weight);
        private readonly int _choiceSeed = Seeds.Mix(seed, ChoiceStream);

        public EpisodeIndices Sample(long index)
        {
            var source = Choose(new Random(Seeds.Mix(_choiceSeed, index)).NextDouble() * _total);
            var episode = source.Episodes.Sample(index);
            return episode with { Classes = Array.ConvertAll(episode.Classes, c => source.Positions[c]), Source = source.Source.Name };
        }

        private SourceSampler Choose(double point)
        {
            foreach (var source in sources)
                if ((point -= source.Source.Weight) < 0)
                    return source;
            return sources[^1];
        }
    }
}
