using System;
using System.Collections.Generic;
using System.Linq;
using MetaLearn.Configuration;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>What the episodes of one part of the data need, beside what the part has.</summary>
/// <param name="Phase">The part.</param>
/// <param name="Ways">Classes per episode.</param>
/// <param name="Shots">Support examples per class.</param>
/// <param name="QueryShots">Query examples per class.</param>
/// <param name="Sizes">The rows of each class.</param>
/// <param name="Copies">How many classes augmentation makes of each.</param>
internal sealed record EpisodeNeed(MetaPhase Phase, int Ways, int Shots, int QueryShots, IReadOnlyDictionary<string, int> Sizes, int Copies)
{
    public int Classes => Sizes.Count * Copies;

    public int Rows => Shots + QueryShots;
}

/// <summary>Finds parts of data that are too small for the episodes of a configuration.</summary>
internal static class EpisodeNeeds
{
    private const int Shown = 10;

    /// <summary>What the data lacks, each lack once; a part without classes is not wanted.</summary>
    public static IReadOnlyList<string> Problems(DataSet data, RunConfiguration configuration)
    {
        var needs = Of(data, configuration).ToArray();
        return
        [
            .. needs.Where(n => n.Classes < n.Ways)
                .Select(n => $"{JsonText.Name($"{n.Phase}")}: {n.Ways}-way episodes need {n.Ways} classes, but there are {n.Classes}."),
            .. needs.GroupBy(n => (n.Shots, n.QueryShots)).Select(FewRows).OfType<string>(),
        ];
    }

    /// <summary>The needs of all parts that are wanted.</summary>
    public static IEnumerable<EpisodeNeed> Of(DataSet data, RunConfiguration configuration)
    {
        var (learner, evaluation) = (configuration.Learner, configuration.Evaluation);
        foreach (var phase in Enum.GetValues<MetaPhase>().Where(phase => IsWanted(phase, configuration)))
        {
            var sizes = DataSet.ClassSizes(data.Part(phase));
            var copies = phase == MetaPhase.Train && learner.Augmentation == Augmentation.RotationsAsClasses ? 4 : 1;
            var need = new EpisodeNeed(phase, learner.Ways, learner.Shots, learner.QueryShots, sizes, copies);
            if (phase == MetaPhase.Test)
                need = need with
                {
                    Ways = evaluation.Ways ?? need.Ways,
                    Shots = evaluation.Shots ?? need.Shots,
                    QueryShots = evaluation.QueryShots ?? need.QueryShots,
                };
            if (sizes.Count > 0)
                yield return need;
        }
    }

    // Batches need no ways, and variable episodes take what there is.
    private static bool IsWanted(MetaPhase phase, RunConfiguration configuration) => phase switch
    {
        MetaPhase.Train => configuration.Episodes.Sampling is null && configuration.Learner is not BatchClassifierMetaTrainerOptions,
        MetaPhase.Validation => (configuration.Episodes.ValidationSampling ?? configuration.Episodes.Sampling) is null,
        _ => configuration.Evaluation.Episodes > 0,
    };

    private static string? FewRows(IEnumerable<EpisodeNeed> needs)
    {
        var need = needs.First();
        var few = needs.SelectMany(n => n.Sizes).Where(s => s.Value < need.Rows).OrderBy(s => s.Value).ToArray();
        if (few.Length == 0)
            return null;
        var listed = string.Join(", ", few.Take(Shown).Select(c => $"'{c.Key}' has {c.Value}"));
        var others = few.Length > Shown ? $" and {few.Length - Shown} more have too few" : "";
        return $"an episode needs {need.Rows} rows of a class, for {need.Shots} shots and {need.QueryShots} query shots, but " +
            $"{listed}{others}.";
    }
}
