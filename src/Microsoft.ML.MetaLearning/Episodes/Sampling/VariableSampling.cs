using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Draws variable ways and shots, with imbalanced support sets: the episodes of Triantafillou et al.,
/// <a href="https://arxiv.org/abs/1903.03096">Meta-Dataset</a>, 2020, section 3.2, with the defaults of its code.
/// </summary>
/// <remarks>It ignores the ways, shots and query shots of a trainer. Every class needs at least 2 rows.</remarks>
public sealed class VariableSampling : EpisodeSampling
{
    /// <summary>Gets or sets the smallest number of classes in an episode. The default is 5.</summary>
    public int MinWays { get; init; } = 5;

    /// <summary>Gets or sets the largest number of classes in an episode. The default is 50.</summary>
    public int MaxWays { get; init; } = 50;

    /// <summary>
    /// Gets or sets the largest number of query examples per class, equal for all classes of an episode. The default is 10.
    /// </summary>
    public int MaxQueryShots { get; init; } = 10;

    /// <summary>Gets or sets the largest number of support examples in an episode. The default is 500.</summary>
    public int MaxSupport { get; init; } = 500;

    /// <summary>Gets or sets the examples of a class beyond which more do not enlarge the support. The default is 100.</summary>
    public int MaxSupportPerClass { get; init; } = 100;

    /// <summary>
    /// Gets or sets the smallest logarithm of the random factor by which the share of a class in the support exceeds that of its size. The
    /// default is log 0.5.
    /// </summary>
    public double MinLogWeight { get; init; } = Math.Log(0.5);

    /// <summary>Gets or sets the largest logarithm of that factor. The default is log 2.</summary>
    public double MaxLogWeight { get; init; } = Math.Log(2);

    /// <summary>
    /// Gets or sets the classes that may be in an episode together. The default is <see cref="ClassHierarchy.None"/>: any.
    /// </summary>
    public ClassHierarchy Hierarchy { get; init; } = ClassHierarchy.None;

    /// <summary>
    /// Gets or sets the fraction of episodes, 0 to 1, that are drawn without regard to <see cref="Hierarchy"/>. The default is 0.
    /// </summary>
    public double IgnoreHierarchyProbability { get; init; }

    /// <inheritdoc/>
    public override EpisodeShape Largest(EpisodeShape shape) =>
        new(MaxWays, Math.Min(MaxSupportPerClass, (MaxSupport - 1) / MaxWays + 1), MaxQueryShots);

    /// <inheritdoc/>
    public override int FewestWays(EpisodeShape shape) => MinWays;

    /// <inheritdoc/>
    public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed)
    {
        Check();
        return new VariableEpisodeSampler(this, classes, seed);
    }

    /// <inheritdoc/>
    public override string Describe(EpisodeShape shape) => $"{MinWays} to {MaxWays} ways, variable shots " +
        $"of at most {MaxSupport} support examples, at most {MaxQueryShots} query shots";

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
            $"variable: {MinWays} to {MaxWays} ways, at most {MaxQueryShots} query shots, at most {MaxSupport} support examples, ")
        + FormattableString.Invariant($"{MaxSupportPerClass} of a class, log weights {MinLogWeight} to {MaxLogWeight}, ")
        + FormattableString.Invariant($"{Hierarchy}, ignored with probability {IgnoreHierarchyProbability}");

    /// <inheritdoc/>
    public override void Check()
    {
        Checks.AtLeast(MinWays, 2, nameof(MinWays));
        Checks.AtLeast(MaxWays, MinWays, nameof(MaxWays));
        Checks.Positive(MaxQueryShots, nameof(MaxQueryShots));
        Checks.AtLeast(MaxSupport, MaxWays, nameof(MaxSupport));
        Checks.Positive(MaxSupportPerClass, nameof(MaxSupportPerClass));
        if (!double.IsFinite(MinLogWeight) || !double.IsFinite(MaxLogWeight) || MinLogWeight > MaxLogWeight)
            throw new ArgumentOutOfRangeException(nameof(MaxLogWeight), MaxLogWeight, FormattableString.Invariant(
                $"{nameof(MaxLogWeight)} must be a number of at least {nameof(MinLogWeight)}, which is {MinLogWeight}."));
        Checks.Probability(IgnoreHierarchyProbability, nameof(IgnoreHierarchyProbability));
    }
}
