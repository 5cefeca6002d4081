namespace Microsoft.ML.MetaLearning.Trainers;

/// <summary>Sets the options that the short methods of the catalog have as arguments.</summary>
internal static class ShortOptions
{
    public static T With<T>(
        this T options, string labelColumnName, string featureColumnName, int ways, int shots, int queryShots, int metaSteps)
        where T : ClassifierMetaTrainerOptions
    {
        (options.LabelColumnName, options.FeatureColumnName) = (labelColumnName, featureColumnName);
        (options.Ways, options.Shots, options.QueryShots, options.OuterLoop.MetaSteps) = (ways, shots, queryShots, metaSteps);
        return options;
    }
}
