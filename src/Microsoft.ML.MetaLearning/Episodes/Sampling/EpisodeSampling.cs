using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning;

/// <summary>How the classes and rows of episodes are chosen.</summary>
/// <remarks>
/// Whatever the choice, an episode is a pure function of the seed and its number. Derive from it for a choice of your own.
/// </remarks>
public abstract class EpisodeSampling
{
    /// <summary>N-way K-shot: so many classes, all equally likely, with so many rows each.</summary>
    public static EpisodeSampling Fixed { get; } = new FixedSampling();

    /// <summary>The size that no episode exceeds in ways, in support examples and in query examples.</summary>
    /// <param name="shape">The ways, shots and query shots of the trainer or of the evaluation.</param>
    public abstract EpisodeShape Largest(EpisodeShape shape);

    /// <summary>The fewest classes of an episode.</summary>
    /// <param name="shape">The ways, shots and query shots of the trainer or of the evaluation.</param>
    public virtual int FewestWays(EpisodeShape shape) => Largest(shape).Ways;

    /// <summary>What draws the episodes.</summary>
    /// <param name="classes">The classes to draw from.</param>
    /// <param name="shape">The ways, shots and query shots of the trainer or of the evaluation.</param>
    /// <param name="seed">Samplers of the same seed draw the same episodes.</param>
    /// <exception cref="System.ArgumentException">
    /// There are too few classes, or too few rows of one, or a class that is spoken of does not exist.
    /// </exception>
    public abstract IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed);

    /// <summary>What is said of episodes before a result on them.</summary>
    /// <param name="shape">The ways, shots and query shots of the trainer or of the evaluation.</param>
    public abstract string Describe(EpisodeShape shape);

    /// <summary>Fails, before any work, if there can be no such episodes.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">A number is out of range.</exception>
    public virtual void Check()
    {
    }

    /// <summary>What the classes lack for such episodes, as far as it is known before they are drawn.</summary>
    internal virtual IEnumerable<(string Option, string Message)> Shortages(ClassSizes classes, EpisodeShape shape) => [];

    /// <summary>The same choice for classes that training does not see, for validation.</summary>
    internal virtual EpisodeSampling ForOtherClasses => this;
}

/// <summary>N-way K-shot.</summary>
internal sealed class FixedSampling : EpisodeSampling
{
    public override EpisodeShape Largest(EpisodeShape shape) => shape;

    internal override IEnumerable<(string Option, string Message)> Shortages(ClassSizes classes, EpisodeShape shape) => classes.Shortages(shape);

    public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed)
    {
        classes.RequireEnough(shape);
        return new EpisodeSampler(classes.Sizes, shape, seed);
    }

    public override string Describe(EpisodeShape shape) => $"{shape.Ways}-way {shape.Shots}-shot, {shape.QueryShots} query shots";

    /// <inheritdoc/>
    public override string ToString() => "fixed ways and shots";
}
