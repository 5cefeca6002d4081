using System;
using System.Globalization;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Variable ways and shots, with support sets that have more of one class than of another: the episodes of Triantafillou et al.,
/// <a href="https://arxiv.org/abs/1903.03096">Meta-Dataset</a>, 2020, section 3.2, with the defaults of its code.
/// </summary>
/// <remarks>The ways, shots and query shots of a trainer do not count with it. Every class needs 2 rows or more.</remarks>
public sealed class VariableSampling : EpisodeSampling
{
    /// <summary>The fewest classes of an episode. The default is 5.</summary>
    public int MinWays { get; init; } = 5;

    /// <summary>The most classes of an episode. The default is 50.</summary>
    public int MaxWays { get; init; } = 50;

    /// <summary>The most query examples of a class; all classes of an episode have as many. The default is 10.</summary>
    public int MaxQueryShots { get; init; } = 10;

    /// <summary>The most support examples of an episode. The default is 500.</summary>
    public int MaxSupport { get; init; } = 500;

    /// <summary>The most examples of a class that count when the size of the support is drawn. The default is 100.</summary>
    public int MaxSupportPerClass { get; init; } = 100;

    /// <summary>
    /// The least logarithm of the factor by which a class has more of the support than its size gives it. The default is log 0.5.
    /// </summary>
    public double MinLogWeight { get; init; } = Math.Log(0.5);

    /// <summary>The largest logarithm of that factor. The default is log 2.</summary>
    public double MaxLogWeight { get; init; } = Math.Log(2);

    /// <summary>Which classes stand in an episode together. The default is <see cref="ClassHierarchy.None"/>: any.</summary>
    public ClassHierarchy Hierarchy { get; init; } = ClassHierarchy.None;

    /// <summary>The part of the episodes, 0 to 1, that are drawn without regard to <see cref="Hierarchy"/>. The default is 0.</summary>
    public double IgnoreHierarchyProbability { get; init; }

    /// <inheritdoc/>
    public override EpisodeShape Largest(EpisodeShape shape) => new(MaxWays, Math.Min(MaxSupportPerClass, (MaxSupport - 1) / MaxWays + 1), MaxQueryShots);

    /// <inheritdoc/>
    public override int FewestWays(EpisodeShape shape) => MinWays;

    /// <inheritdoc/>
    public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed)
    {
        Check();
        return new VariableEpisodeSampler(this, classes, seed);
    }

    /// <inheritdoc/>
    public override string Describe(EpisodeShape shape) => $"{MinWays} to {MaxWays} ways, variable shots of at most {MaxSupport} support examples, at most {MaxQueryShots} query shots";

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"variable: {MinWays} to {MaxWays} ways, at most {MaxQueryShots} query shots, at most {MaxSupport} support examples, {MaxSupportPerClass} of a class, log weights {MinLogWeight} to {MaxLogWeight}, {Hierarchy}, ignored with probability {IgnoreHierarchyProbability}");

    /// <inheritdoc/>
    public override void Check()
    {
        Checks.AtLeast(MinWays, 2, nameof(MinWays));
        Checks.AtLeast(MaxWays, MinWays, nameof(MaxWays));
        Checks.Positive(MaxQueryShots, nameof(MaxQueryShots));
        Checks.AtLeast(MaxSupport, MaxWays, nameof(MaxSupport));
        Checks.Positive(MaxSupportPerClass, nameof(MaxSupportPerClass));
        if (!double.IsFinite(MinLogWeight) || !double.IsFinite(MaxLogWeight) || MinLogWeight > MaxLogWeight)
            throw new ArgumentOutOfRangeException(nameof(MaxLogWeight), MaxLogWeight,
                string.Create(CultureInfo.InvariantCulture, $"{nameof(MaxLogWeight)} must be a number of at least {nameof(MinLogWeight)}, which is {MinLogWeight}."));
        if (IgnoreHierarchyProbability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(IgnoreHierarchyProbability), IgnoreHierarchyProbability, $"{nameof(IgnoreHierarchyProbability)} must be 0 to 1.");
    }
}
