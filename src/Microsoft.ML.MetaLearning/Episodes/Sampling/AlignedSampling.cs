using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Draws the rows of an episode at the same positions of all its classes. Where position i of every class is by the same hand, camera or
/// day, the support is by one and the query by others: the protocol of Lake, Salakhutdinov and Tenenbaum,
/// <a href="https://doi.org/10.1126/science.aab3050">Human-level concept learning through probabilistic program induction</a>, 2015.
/// </summary>
/// <remarks>
/// It takes shots and query shots from the trainer or the evaluation, and the ways as well if the group of classes has so many. A position
/// is the number of a row among the rows of its class, in the order of the data. Episodes draw positions that all their classes have.
/// </remarks>
public sealed class AlignedSampling : EpisodeSampling
{
    /// <summary>
    /// Gets or sets the classes that may be in an episode together. The default is <see cref="ClassHierarchy.Bilevel"/>: those of one
    /// group, as the characters of one alphabet. Groups are drawn in proportion to their numbers of classes.
    /// </summary>
    public ClassHierarchy Hierarchy { get; init; } = ClassHierarchy.Bilevel;

    /// <summary>
    /// Gets or sets the fewest classes of an episode. A group of fewer classes than ways, but not than this, gives all its classes. The
    /// default is 2.
    /// </summary>
    public int MinWays { get; init; } = 2;

    /// <summary>
    /// Gets or sets the fraction of episodes, 0 to 1, that are drawn without regard to <see cref="Hierarchy"/>. The default is 0.
    /// </summary>
    public double IgnoreHierarchyProbability { get; init; }

    /// <inheritdoc/>
    public override EpisodeShape Largest(EpisodeShape shape) => shape;

    /// <inheritdoc/>
    public override int FewestWays(EpisodeShape shape) => Math.Min(MinWays, shape.Ways);

    /// <inheritdoc/>
    public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed)
    {
        Check();
        if (classes.Shortage(shape) is { } shortage)
            throw new ArgumentOutOfRangeException(nameof(shape.QueryShots), shortage);
        var groups = Hierarchy.Groups(classes, FewestWays(shape));
        return groups.Count > 0 ? new Sampler(this, groups, classes.Sizes, shape, seed) : throw new ArgumentException(
            $"{Hierarchy} of {classes.Count} classes has no group of {FewestWays(shape)}, the fewest ways of an episode.", nameof(classes));
    }

    /// <inheritdoc/>
    public override string Describe(EpisodeShape shape) =>
        $"{Fixed.Describe(shape)}, rows at the same positions of all classes, {Hierarchy}";

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"rows at the same positions of {MinWays} or more classes, {Hierarchy}, ignored with probability {IgnoreHierarchyProbability}");

    /// <inheritdoc/>
    public override void Check()
    {
        Checks.AtLeast(MinWays, 2, nameof(MinWays));
        Checks.Probability(IgnoreHierarchyProbability, nameof(IgnoreHierarchyProbability));
    }

    private sealed class Sampler(
        AlignedSampling sampling, IReadOnlyList<int[]> groups, IReadOnlyList<int> sizes, EpisodeShape shape, int seed) : IEpisodeSampler
    {
        // Every class stands for its group, which makes groups likely by their sizes.
        private readonly int[][] _groupOfClass = [.. groups.SelectMany(group => group.Select(_ => group))];
        private readonly int[] _all = [.. groups.SelectMany(group => group)];

        public EpisodeIndices Sample(long index)
        {
            var random = new Random(Seeds.Mix(seed, index));
            var ignored = random.NextDouble() < sampling.IgnoreHierarchyProbability;
            var group = ignored ? _all : _groupOfClass[random.Next(_groupOfClass.Length)];
            var chosen = EpisodeSampler.Choose(random, group.Length, Math.Min(shape.Ways, group.Length));
            var classes = Array.ConvertAll(chosen, i => group[i]);
            var positions = EpisodeSampler.Choose(random, classes.Min(c => sizes[c]), shape.ExamplesPerClass);
            return new EpisodeIndices(
                classes,
                Array.ConvertAll(classes, _ => positions[..shape.Shots]),
                Array.ConvertAll(classes, _ => positions[shape.Shots..]));
        }
    }
}
