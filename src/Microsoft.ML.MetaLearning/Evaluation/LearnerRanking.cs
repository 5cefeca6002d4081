using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <summary>How a learner did on one data set.</summary>
/// <param name="DataSet">The name of the data set.</param>
/// <param name="Scores">The compared scores.</param>
/// <param name="Rank">Its place among the learners, 1 for the best; that of tied ones is the mean of the places that they share.</param>
public sealed record RankedResult(string DataSet, EpisodeScores Scores, double Rank);

/// <summary>A learner on all data sets.</summary>
/// <param name="Name">The name of the learner.</param>
/// <param name="AverageRank">The mean of its ranks.</param>
/// <param name="Results">Its results, in the order of the data sets.</param>
public sealed record RankedLearner(string Name, double AverageRank, IReadOnlyList<RankedResult> Results);

/// <summary>
/// Learners ranked on several data sets, as the leaderboard of Meta-Dataset (Triantafillou et al.,
/// <a href="https://arxiv.org/abs/1903.03096">2020</a>) ranks them: on each data set the best learner shares its place with all whose
/// difference from it is not significant, that is, at most the root of the sum of the squares of both 95 % confidence intervals; then the
/// best of the others, and so on. Learners that share places have the mean of them for rank.
/// </summary>
public sealed class LearnerRanking
{
    private readonly IReadOnlyList<string> _chances;

    private LearnerRanking(
        IReadOnlyList<string> dataSets, bool isTransductive, IReadOnlyList<RankedLearner> learners, IReadOnlyList<string> chances)
    {
        _chances = chances;
        DataSets = dataSets;
        IsTransductive = isTransductive;
        Learners = learners;
    }

    /// <summary>The data sets, in the order in which they were given.</summary>
    public IReadOnlyList<string> DataSets { get; }

    /// <summary>Whether transductive scores are compared: only where every learner was meta-trained so.</summary>
    public bool IsTransductive { get; }

    /// <summary>The learners, the lowest average rank first.</summary>
    public IReadOnlyList<RankedLearner> Learners { get; }

    /// <summary>A learner.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">No learner has that name.</exception>
    public RankedLearner this[string name] => Learners.FirstOrDefault(l => l.Name == name)
        ?? throw new ArgumentException(
            $"no learner is called '{name}'; there are {string.Join(", ", Learners.Select(l => l.Name))}.", nameof(name));

    /// <summary>A table: a row for each learner, a column for each data set with accuracy, 95 % confidence interval and rank.</summary>
    public override string ToString() => string.Join(Environment.NewLine,
    [
        $"Mean {(IsTransductive ? "transductive" : "inductive")} accuracy ± 95 % confidence interval over episodes (rank):",
        TextTable.Format([["", "average rank", .. DataSets], .. Learners.Select(l =>
            (string[])[l.Name, Rank(l.AverageRank), .. l.Results.Select(r => $"{r.Scores.ToPercent()} ({Rank(r.Rank)})")])]),
        .. _chances,
    ]);

    /// <param name="results">[data set][learner].</param>
    /// <exception cref="ArgumentException">
    /// There is no data set, fewer than two learners, a result is missing, or those of a data set are not of the same episodes.
    /// </exception>
    internal static LearnerRanking Of(IReadOnlyDictionary<string, IReadOnlyDictionary<string, FewShotMetrics>> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count == 0)
            throw new ArgumentException("a ranking needs at least one data set, but none is given.", nameof(results));
        var names = results.Values.First().Keys.ToArray();
        if (names.Length < 2)
            throw new ArgumentException(
                $"a ranking needs at least 2 learners, but {names.Length} {(names.Length == 1 ? "is" : "are")} given.", nameof(results));
        foreach (var (dataSet, learners) in results)
        {
            if (names.Concat(learners.Keys).FirstOrDefault(n => !learners.ContainsKey(n) || !names.Contains(n)) is { } missing)
                throw new ArgumentException(
                    $"every learner needs a result on every data set, but '{missing}' has one on some alone, and '{dataSet}' differs " +
                    $"from '{results.Keys.First()}' in that.",
                    nameof(results));
            SameEpisodes.Require(learners.Select(l => ($"{l.Key} on {dataSet}", l.Value)).ToArray());
        }
        var transductive = SameEpisodes.AreTransductive(results.Values.SelectMany(learners => learners.Values));
        EpisodeScores Scores(FewShotMetrics metrics) => transductive ? metrics.Transductive! : metrics.Inductive;
        var ranks = results.ToDictionary(d => d.Key, d => Ranks(names.Select(n => Scores(d.Value[n])).ToArray()));
        var ranked = names.Select((name, i) => results.Select(d => new RankedResult(
            d.Key, Scores(d.Value[name]), ranks[d.Key][i])).ToArray())
            .Select((own, i) => new RankedLearner(names[i], own.Average(r => r.Rank), own));
        var chances = results.SelectMany(d => ChanceText.Of([.. d.Value.Select(l => (l.Key, l.Value))])
            .Select(chance => $"{d.Key}: {chance}"));
        return new LearnerRanking(results.Keys.ToArray(), transductive, ranked.OrderBy(l => l.AverageRank).ToArray(), chances.ToArray());
    }

    private static double[] Ranks(EpisodeScores[] scores)
    {
        var ranks = new double[scores.Length];
        var remaining = Enumerable.Range(0, scores.Length).ToList();
        while (remaining.Count > 0)
        {
            var best = scores[remaining.MaxBy(i => scores[i].Accuracy)];
            var tied = remaining.Where(i => best.Accuracy - scores[i].Accuracy <= Math.Sqrt(Square(
                best.ConfidenceInterval95) + Square(scores[i].ConfidenceInterval95))).ToArray();
            foreach (var i in tied)
                ranks[i] = scores.Length - remaining.Count + (tied.Length + 1) / 2.0;
            remaining.RemoveAll(tied.Contains);
        }
        return ranks;
    }

    private static double Square(double value) => value * value;

    private static string Rank(double rank) => rank.ToString("0.##", CultureInfo.InvariantCulture);
}
