namespace Microsoft.ML.MetaLearning.Preconditions;

/// <summary>Names the options of trainers in messages of code that trainers build on. A test compares them with the options.</summary>
internal static class OptionNames
{
    public const string DataMemoryLimit = nameof(DataMemoryLimit);

    public const string EpisodeTransforms = nameof(EpisodeTransforms);
    public const string SupportTransforms = nameof(SupportTransforms);

    public const string QueryTransforms = nameof(QueryTransforms);
}
