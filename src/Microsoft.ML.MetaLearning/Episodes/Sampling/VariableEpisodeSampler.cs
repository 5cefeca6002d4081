using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Episodes;

/// <summary>Draws episodes in the four steps of Meta-Dataset: Triantafillou et al., 2020, section 3.2, with details of its code.</summary>
internal sealed class VariableEpisodeSampler : IEpisodeSampler
{
    private readonly VariableSampling _sampling;
    private readonly IReadOnlyList<int> _sizes;
    private readonly int _seed;
    // Sets of classes: an episode is drawn from one of them, or from all classes.
    private readonly IReadOnlyList<int[]> _groups;
    private readonly int[] _all;

    public VariableEpisodeSampler(VariableSampling sampling, ClassSizes classes, int seed)
    {
        (_sampling, _sizes, _seed) = (sampling, classes.Sizes, seed);
        _all = Enumerable.Range(0, classes.Count).ToArray();
        if (_all.Where(c => _sizes[c] < 2).Select(c => $"'{classes.Names[c]}'").ToArray() is { Length: > 0 } few)
        {
            var others = few.Length > 10 ? $" and {few.Length - 10} more have" : few.Length > 1 ? " have" : " has";
            throw new ArgumentException($"an episode needs 2 rows of a {classes.GroupName}, for the support and the query, " +
                $"but {string.Join(", ", few.Take(10))}{others} fewer; leave them out.", nameof(classes));
        }
        if (_all.Length < sampling.MinWays)
            throw new ArgumentException($"episodes of {sampling.MinWays} ways or more need as many classes, " +
                $"but {classes.SetName} has {_all.Length}: {string.Join(", ", classes.Names)}.", nameof(classes));
        _groups = sampling.Hierarchy.Groups(classes, sampling.MinWays);
        if (_groups.Count == 0)
            throw new ArgumentException($"{sampling.Hierarchy} of {classes.Count} classes has no group of {sampling.MinWays}, " +
                "the fewest ways of an episode.", nameof(classes));
    }

    public EpisodeIndices Sample(long index)
    {
        var random = new Random(Seeds.Mix(_seed, index));
        var classes = ChooseClasses(random);
        var queryShots = Math.Min(_sampling.MaxQueryShots, classes.Min(c => _sizes[c]) / 2);
        var shots = ChooseShots(random, classes, ChooseSupportSize(random, classes, queryShots), queryShots);
        return EpisodeSampler.ChooseRows(random, classes, _sizes, way => shots[way], queryShots);
    }

    private int[] ChooseClasses(Random random)
    {
        var ignored = random.NextDouble() < _sampling.IgnoreHierarchyProbability;
        var group = ignored ? _all : _groups[random.Next(_groups.Count)];
        var most = Math.Min(_sampling.MaxWays, group.Length);
        var ways = _sampling.Hierarchy.TakesWholeGroups && !ignored ? most : random.Next(_sampling.MinWays, most + 1);
        return Array.ConvertAll(EpisodeSampler.Choose(random, group.Length, ways), i => group[i]);
    }

    private int ChooseSupportSize(Random random, int[] classes, int queryShots)
    {
        var part = random.NextDouble();
        var size = classes.Sum(c => (int)(part * Math.Min(_sampling.MaxSupportPerClass, _sizes[c] - queryShots) + 1));
        return Math.Min(_sampling.MaxSupport, size);
    }

    /// <summary>
    /// Divides the support among the classes by their sizes, each times a random factor. Each class gets at least one example.
    /// </summary>
    private int[] ChooseShots(Random random, int[] classes, int support, int queryShots)
    {
        var (least, range) = (_sampling.MinLogWeight, _sampling.MaxLogWeight - _sampling.MinLogWeight);
        var parts = Array.ConvertAll(classes, c => _sizes[c] * Math.Exp(least + range * random.NextDouble()));
        var total = parts.Sum();
        return classes
            .Select((c, way) => Math.Min((int)(parts[way] / total * (support - classes.Length)) + 1, _sizes[c] - queryShots)).ToArray();
    }
}
