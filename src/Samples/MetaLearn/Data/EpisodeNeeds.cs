using System.Collections.Generic;
using System.Linq;
using MetaLearn.Configuration;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>Finds parts of data that are too small for the episodes of a configuration.</summary>
internal static class EpisodeNeeds
{
    private const int Shown = 10;

    /// <summary>What each part lacks, one line for each lack; a part without classes is not wanted.</summary>
    public static IEnumerable<string> Problems(DataSet data, RunConfiguration configuration) =>
        new[] { MetaPhase.Train, MetaPhase.Validation, MetaPhase.Test }.SelectMany(phase => Problems(data, configuration, phase));

    public static IEnumerable<string> Problems(DataSet data, RunConfiguration configuration, MetaPhase phase)
    {
        var (learner, evaluation) = (configuration.Learner, configuration.Evaluation);
        var (section, ways, shots, queryShots) = phase == MetaPhase.Test
            ? ("evaluation", evaluation.Ways ?? LearnerCatalog.WaysOf(learner), evaluation.Shots ?? learner.Shots, evaluation.QueryShots ?? learner.QueryShots)
            : ("learner", LearnerCatalog.WaysOf(learner), learner.Shots, learner.QueryShots);
        var sizes = DataSet.ClassSizes(data.Part(phase));
        // Batches need no ways, and variable episodes take what there is.
        var isFree = phase != MetaPhase.Test && configuration.Episodes.Sampling is not null || phase == MetaPhase.Train && learner is BatchClassifierMetaTrainerOptions;
        if (sizes.Count == 0 || isFree || phase == MetaPhase.Test && evaluation.Episodes == 0)
            yield break;
        var part = JsonText.Name($"{phase}");
        var classes = sizes.Count * (phase == MetaPhase.Train && LearnerCatalog.AugmentationOf(learner) == Augmentation.RotationsAsClasses ? 4 : 1);
        if (classes < ways)
            yield return $"{part}: {ways}-way episodes need {ways} classes, but there are {classes}.";
        if (sizes.Where(s => s.Value < shots + queryShots).ToArray() is { Length: > 0 } few)
            yield return $"{part}: an episode needs {shots + queryShots} rows of a class, for {shots} shots and {queryShots} query shots, but {Listed(few)}; {WayOut(few.Min(c => c.Value), section, shots)}.";
    }

    private static string Listed(KeyValuePair<string, int>[] few) =>
        string.Join(", ", few.Take(Shown).Select(c => $"'{c.Key}' has {c.Value}")) + (few.Length > Shown ? $" and {few.Length - Shown} more have too few" : "");

    private static string WayOut(int fewest, string section, int shots) => fewest > shots ? $"'{section}.queryShots' of at most {fewest - shots} suits all" : $"leave them out, or lower '{section}.shots'";
}
