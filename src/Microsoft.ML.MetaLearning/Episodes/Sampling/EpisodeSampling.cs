using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Episodes;

namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies how the classes and rows of episodes are chosen.</summary>
/// <remarks>Every episode is a pure function of the seed and its number. Derive a class to sample in your own way.</remarks>
public abstract class EpisodeSampling
{
    /// <summary>Gets N-way K-shot sampling: fixed numbers of classes and rows, all equally likely.</summary>
    public static EpisodeSampling Fixed { get; } = new FixedSampling();

    /// <summary>Returns the size that no episode exceeds in ways, support examples or query examples.</summary>
    /// <param name="shape">The ways, shots and query shots of the trainer or of the evaluation.</param>
    public abstract EpisodeShape Largest(EpisodeShape shape);

    /// <summary>Returns the smallest number of classes in an episode.</summary>
    /// <param name="shape">The ways, shots and query shots of the trainer or of the evaluation.</param>
    public virtual int FewestWays(EpisodeShape shape) => Largest(shape).Ways;

    /// <summary>Creates a sampler of episodes.</summary>
    /// <param name="classes">The classes to draw from.</param>
    /// <param name="shape">The ways, shots and query shots of the trainer or of the evaluation.</param>
    /// <param name="seed">The seed. The same seed gives the same episodes.</param>
    /// <exception cref="System.ArgumentException">
    /// There are too few classes or rows, or a class that the sampling names does not exist.
    /// </exception>
    public abstract IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed);

    /// <summary>Describes the episodes, for reports of results on them.</summary>
    /// <param name="shape">The ways, shots and query shots of the trainer or of the evaluation.</param>
    public abstract string Describe(EpisodeShape shape);

    /// <summary>Checks, before any work, that such episodes are possible.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">A number is out of range.</exception>
    public virtual void Check()
    {
    }

    /// <summary>Returns what the classes lack for such episodes, as far as known before any is drawn.</summary>
    internal virtual IEnumerable<(string Option, string Message)> Shortages(ClassSizes classes, EpisodeShape shape) => [];

    /// <summary>Gets the sampling of classes outside of training, for validation.</summary>
    internal virtual EpisodeSampling ForOtherClasses => this;
}

/// <summary>Samples fixed ways and shots.</summary>
internal sealed class FixedSampling : EpisodeSampling
{
    public override EpisodeShape Largest(EpisodeShape shape) => shape;

    internal override IEnumerable<(string Option, string Message)> Shortages(ClassSizes classes, EpisodeShape shape) =>
        classes.Shortages(shape);

    public override IEpisodeSampler CreateSampler(ClassSizes classes, EpisodeShape shape, int seed)
    {
        classes.RequireEnough(shape);
        return new EpisodeSampler(classes.Sizes, shape, seed);
    }

    public override string Describe(EpisodeShape shape) => $"{shape.Ways}-way {shape.Shots}-shot, {shape.QueryShots} query shots";

    /// <inheritdoc/>
    public override string ToString() => "fixed ways and shots";
}
