using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <summary>A learner of a comparison, whatever the protocol.</summary>
/// <param name="Name">The name that it was given.</param>
/// <param name="Model">
/// The fitted pipeline: the one given, or the one that the comparison trained. Adapt it with <c>mlContext.MetaLearning().Adapt</c>.
/// </param>
/// <param name="TrainingTime">How long <c>Fit</c> took; <see langword="null"/> if the model was trained before.</param>
/// <param name="ModelBytes">The size of the saved pipeline, as by <c>mlContext.Model.Save</c>.</param>
/// <param name="GradientPath">How its meta-gradient is computed.</param>
public sealed record ComparedLearner(string Name, ITransformer Model, TimeSpan? TrainingTime, long ModelBytes, string GradientPath);

/// <summary>Learners on the same episodes. <see cref="ToString"/> is a table with the verdict.</summary>
public sealed class LearnerComparison
{
    internal LearnerComparison(IReadOnlyList<ComparedLearner> learners, IReadOnlyList<ProtocolComparison> protocols)
    {
        Learners = learners;
        Protocols = protocols;
    }

    /// <summary>The learners, in the order in which they were given.</summary>
    public IReadOnlyList<ComparedLearner> Learners { get; }

    /// <summary>The results under each protocol.</summary>
    public IReadOnlyList<ProtocolComparison> Protocols { get; }

    /// <summary>A learner.</summary>
    /// <param name="name">The name that it was given.</param>
    /// <exception cref="ArgumentException">No learner has that name.</exception>
    public ComparedLearner this[string name] => Learners.FirstOrDefault(l => l.Name == name)
        ?? throw new ArgumentException(
            $"no learner is called '{name}'; there are {string.Join(", ", Learners.Select(l => l.Name))}.", nameof(name));

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine + Environment.NewLine, Protocols.Select(Describe));

    private string Describe(ProtocolComparison comparison)
    {
        string[] header = ["", "inductive", "transductive", "as trained", "adaptation", "training", "model", "gradients"];
        return string.Join(Environment.NewLine,
            $"{comparison.Protocol}, the same for all; mean accuracy ± 95 % confidence interval over episodes:",
            TextTable.Format([header, .. comparison.Learners.Select(result => Cells(result, this[result.Name]))]),
            comparison);
    }

    private static string[] Cells(LearnerResult result, ComparedLearner learner) =>
    [
        result.Name,
        Percent(result.Metrics.Inductive),
        Percent(result.Metrics.Transductive),
        ReferenceEquals(result.Metrics.AsTrained, result.Metrics.Inductive) ? "inductive" : "transductive",
        string.Create(CultureInfo.InvariantCulture, $"{result.AdaptationTime?.TotalMilliseconds:F2} ms"),
        learner.TrainingTime is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s") : "before",
        string.Create(CultureInfo.InvariantCulture, $"{learner.ModelBytes / 1024.0:F0} KiB"),
        learner.GradientPath,
    ];

    private static string Percent(EpisodeScores? scores) => scores?.ToPercent() ?? "-";
}
