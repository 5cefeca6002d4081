using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Draws N-way K-shot episodes, with classes drawn without replacement and with probabilities proportional to weights.</summary>
public sealed class WeightedSampling : EpisodeSampling
{
    private readonly IReadOnlyDictionary<string, double> _weights;

    /// <summary>Creates the sampling.</summary>
    /// <param name="classWeights">The weight of each class by its name. 0 leaves a class out. The default is 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not a finite number.</exception>
    public WeightedSampling(IReadOnlyDictionary<string, double> classWeights)
    {
        ArgumentNullException.ThrowIfNull(classWeights);
        foreach (var (name, weight) in classWeights)
            Checks.NotNegative(weight, $"the weight of class '{name}'");
        _weights = new SortedDictionary<string, double>(classWeights.ToDictionary(), StringComparer.Ordinal);
    }

    internal override EpisodeSampling ForOtherClasses => Fixed;

    /// <inheritdoc/>
    public override EpisodeShape Largest(EpisodeShape shape) => shape;

    /// <inheritdoc/>
    public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed)
    {
        var names = classes.Names.ToHashSet();
        foreach (var name in _weights.Keys.Where(name => !names.Contains(name)))
            throw new ArgumentException($"class '{name}' has a weight, but no rows.", nameof(classes));
        var weights = classes.Names.Select(n => _weights.GetValueOrDefault(n, 1)).ToArray();
        var drawable = Enumerable.Range(0, classes.Count).Where(i => weights[i] > 0).ToArray();
        if (drawable.Length < shape.Ways)
            throw new ArgumentOutOfRangeException(nameof(shape.Ways), shape.Ways,
                $"{shape.Ways}-way episodes need at least {shape.Ways} classes, but {drawable.Length} have a weight above 0.");
        classes.At(drawable).RequireEnough(shape);
        return new Sampler(drawable, drawable.Select(i => weights[i]).ToArray(), classes.Sizes, shape, seed);
    }

    /// <inheritdoc/>
    public override string Describe(EpisodeShape shape) => $"{Fixed.Describe(shape)}, classes by weight";

    /// <inheritdoc/>
    public override string ToString() =>
        $"classes by weight: {string.Join(", ", _weights.Select(w => FormattableString.Invariant($"{w.Key} {w.Value}")))}";

    private sealed class Sampler(int[] classes, double[] weights, IReadOnlyList<int> sizes, EpisodeShape shape, int seed) : IEpisodeSampler
    {
        public EpisodeIndices Sample(long index)
        {
            var random = new Random(Seeds.Mix(seed, index));
            // The weights are rates of exponential times, and the earliest classes win: Efraimidis and Spirakis, Weighted random sampling
            // with a reservoir, 2006.
            var times = Array.ConvertAll(weights, weight => -Math.Log(1 - random.NextDouble()) / weight);
            var order = classes.ToArray();
            Array.Sort(times, order);
            return EpisodeSampler.ChooseRows(random, order[..shape.Ways], sizes, _ => shape.Shots, shape.QueryShots);
        }
    }
}
