using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents the episodes that models are judged on.</summary>
/// <param name="Ways">
/// Classes per episode, where <see cref="Sampling"/> leaves them open; as in meta-training if <see langword="null"/>.
/// </param>
/// <param name="Shots">Support examples per class, or per task of regression, likewise.</param>
/// <param name="QueryShots">Query examples per class, or per task of regression, likewise.</param>
/// <param name="Episodes">The number of episodes. The default is 600.</param>
/// <param name="Seed">Protocols of the same seed take the same episodes, so that models can be compared in pairs. The default is 0.</param>
public sealed record EvaluationProtocol(int? Ways = null, int? Shots = null, int? QueryShots = null, int Episodes = 600, int Seed = 0)
{
    /// <summary>How the classes and rows of episodes are chosen. The default is <see cref="EpisodeSampling.Fixed"/>.</summary>
    public EpisodeSampling Sampling { get; init; } = EpisodeSampling.Fixed;

    /// <summary>Gradient steps of the adaptation, 0 for none. The default is the test steps of meta-training.</summary>
    public int? AdaptationSteps { get; init; }

    /// <summary>Creates a protocol of episodes that were drawn before: the very same ones for every model, version or library.</summary>
    /// <param name="episodes">The episodes; all of them are taken.</param>
    public static EvaluationProtocol Replay(SavedEpisodes episodes)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        return new EvaluationProtocol(Episodes: episodes.Count) { Sampling = new ReplayedSampling(episodes) };
    }

    /// <summary>Gets the size of the episodes, where none is left open.</summary>
    internal EpisodeShape Shape => new(Ways!.Value, Shots!.Value, QueryShots!.Value);

    /// <summary>Returns the protocol with the sizes that it leaves open.</summary>
    internal EvaluationProtocol For(EpisodeShape shape) =>
        this with { Ways = Ways ?? shape.Ways, Shots = Shots ?? shape.Shots, QueryShots = QueryShots ?? shape.QueryShots };

    internal EvaluationProtocol Checked(int fewestEpisodes = 2, int fewestWays = 2)
    {
        Checks.Between(Episodes, fewestEpisodes, Limits.Episodes, nameof(Episodes));
        Checks.Between(Ways ?? fewestWays, fewestWays, Limits.Ways, nameof(Ways));
        Checks.Between(Shots ?? 1, 1, Limits.Shots, nameof(Shots));
        Checks.Between(QueryShots ?? 1, 1, Limits.Shots, nameof(QueryShots));
        Checks.Between(AdaptationSteps ?? 0, 0, Limits.Steps, nameof(AdaptationSteps));
        ArgumentNullException.ThrowIfNull(Sampling);
        Sampling.Check();
        return this;
    }

    /// <summary>Checks that the episodes have fixed ways and shots, where others cannot be judged.</summary>
    internal EvaluationProtocol Fixed(string judged) => ReferenceEquals(Sampling, EpisodeSampling.Fixed)
        ? this
        : throw new ArgumentException(
            $"{nameof(Sampling)} must be {nameof(EpisodeSampling.Fixed)} for {judged}, but is {Sampling}.", nameof(Sampling));

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Describe());

    private IEnumerable<string> Describe()
    {
        if (this is { Ways: not null, Shots: not null, QueryShots: not null })
            yield return Sampling.Describe(Shape);
        else
        {
            if (!ReferenceEquals(Sampling, EpisodeSampling.Fixed))
                yield return $"{Sampling}";
            foreach (var (size, name) in new[] { (Ways, "ways"), (Shots, "shots"), (QueryShots, "query shots") })
                yield return size is { } number ? Number(number, name) : $"{name} as in meta-training";
        }
        yield return Number(Episodes, "episodes");
        if (Seed != 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"seed {Seed}");
        if (AdaptationSteps is { } steps)
            yield return Number(steps, "adaptation steps");
    }

    private static string Number(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}");
}
