using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <summary>How one learner of a comparison did under one protocol.</summary>
/// <param name="Name">The name of the learner.</param>
/// <param name="Metrics">Its scores.</param>
/// <param name="AdaptationTime">
/// The time from support rows in memory to a classifier that can be served, on one thread: the median over some of the episodes.
/// <see langword="null"/> if it was not taken.
/// </param>
public sealed record LearnerResult(string Name, FewShotMetrics Metrics, TimeSpan? AdaptationTime);

/// <summary>Learners on the same episodes of one protocol, compared in pairs.</summary>
public sealed class ProtocolComparison
{
    internal ProtocolComparison(EvaluationProtocol protocol, IReadOnlyList<LearnerResult> learners)
    {
        Protocol = protocol;
        Learners = learners;
        IsTransductive = SameEpisodes.AreTransductive(learners.Select(l => l.Metrics));
        IsMixed = !IsTransductive && learners.Any(l => ReferenceEquals(l.Metrics.AsTrained, l.Metrics.Transductive));
        Differences = learners.SelectMany((first, i) => learners.Skip(i + 1).Select(second => Compare(first, second))).ToArray();
        Best = learners.MaxBy(l => Compared(l).Accuracy)!.Name;
        TiedWithBest = learners.Where(l => l.Name != Best && !Difference(Best, l.Name).ExcludesZero).Select(l => l.Name).ToArray();
    }

    /// <summary>The episodes.</summary>
    public EvaluationProtocol Protocol { get; }

    /// <summary>The results, in the order in which the learners were given.</summary>
    public IReadOnlyList<LearnerResult> Learners { get; }

    /// <summary>
    /// Whether transductive scores are compared: only where every learner was meta-trained so. Otherwise inductive ones are, of which every
    /// model has some, and which are those of an adapted classifier.
    /// </summary>
    public bool IsTransductive { get; }

    /// <summary>Every pair, the one given earlier first.</summary>
    public IReadOnlyList<PairedDifference> Differences { get; }

    /// <summary>The learner with the highest mean of the compared scores, whether or not it is the winner.</summary>
    public string Best { get; }

    /// <summary>The learners whose paired 95 % confidence interval against <see cref="Best"/> includes zero.</summary>
    public IReadOnlyList<string> TiedWithBest { get; }

    /// <summary>
    /// <see cref="Best"/> if its paired 95 % confidence interval against every other learner excludes zero, otherwise
    /// <see langword="null"/>.
    /// </summary>
    public string? Winner => TiedWithBest.Count == 0 ? Best : null;

    /// <summary>The result of a learner.</summary>
    /// <param name="learner">The name that it was given.</param>
    /// <exception cref="ArgumentException">No learner has that name.</exception>
    public LearnerResult this[string learner] => Learners.FirstOrDefault(l => l.Name == learner)
        ?? throw new ArgumentException(
            $"no learner is called '{learner}'; there are {string.Join(", ", Learners.Select(l => l.Name))}.", nameof(learner));

    /// <summary>How much more accurate one learner is than another.</summary>
    /// <param name="first">The name of the one.</param>
    /// <param name="second">The name of the other.</param>
    /// <exception cref="ArgumentException">No learner has that name.</exception>
    public PairedDifference Difference(string first, string second) => Compare(this[first], this[second]);

    /// <inheritdoc/>
    public override string ToString()
    {
        string[][] differences = Differences.Select(d => $"{d}".Split(": ")).ToArray();
        return string.Join(Environment.NewLine,
        [
            $"{(IsTransductive ? "Transductive" : "Inductive")} accuracies in pairs, mean difference ± 95 % confidence interval over " +
            "the same episodes:",
            TextTable.Format(differences),
            .. IsMixed
                ? ["(Not all were meta-trained with the same protocol of normalization, so inductive scores are compared.)"]
                : Array.Empty<string>(),
            Verdict,
            .. ChanceText.Of([.. Learners.Select(l => (l.Name, l.Metrics))]),
        ]);
    }

    /// <summary>Whether the learners were meta-trained with different protocols of normalization.</summary>
    internal bool IsMixed { get; }

    private string Verdict => Winner is not null
        ? $"Winner: {Best}; its paired interval against {(Learners.Count == 2 ? "the" : "every")} other learner excludes zero."
        : $"No winner: {Best} has the highest mean, but {string.Join(" and ", TiedWithBest)} {(TiedWithBest.Count == 1 ? "is" : "are")} " +
            "tied with it; the paired interval includes zero.";

    private EpisodeScores Compared(LearnerResult learner) => IsTransductive ? learner.Metrics.Transductive! : learner.Metrics.Inductive;

    private PairedDifference Compare(LearnerResult first, LearnerResult second)
    {
        var (difference, interval) = Compared(first).Compare(Compared(second));
        return new PairedDifference(first.Name, second.Name, difference, interval);
    }
}
