namespace Microsoft.ML.MetaLearning.Models;

/// <summary>Provides the mark of each kind of model in a file. docs/model-file.md describes what follows it.</summary>
/// <remarks>
/// A model signature has exactly 8 characters, a loader signature at most 24. Versions only grow; old ones stay here as comments.
/// </remarks>
internal static class ModelSignatures
{
    public const string MetaLearned = "MetaLearnedTransformer";
    public const string FewShotClassification = "FewShotClassification";
    public const string FewShotRegression = "FewShotRegression";
    public const string PixelLoading = "PixelLoading";

    public static VersionInfo MetaLearnedVersion => Version("METALRND", MetaLearned);

    public static VersionInfo FewShotClassificationVersion => Version("FEWSHOTC", FewShotClassification);

    public static VersionInfo FewShotRegressionVersion => Version("FEWSHOTR", FewShotRegression);

    public static VersionInfo PixelLoadingVersion => Version("PIXELLDR", PixelLoading, 0x00010001);

    // 0x00010001: only MAML with a linear head; never released
    // 0x00010002: learners of every kind, heads, ensembles; never released
    // 0x00010003: everything in streams with hashes; classifiers that keep their support set or reject unknown rows
    private static VersionInfo Version(string modelSignature, string loaderSignature, uint version = 0x00010003) => new(
        modelSignature: modelSignature,
        verWrittenCur: version,
        verReadableCur: version,
        verWeCanReadBack: version,
        loaderSignature: loaderSignature,
        loaderAssemblyName: typeof(ModelSignatures).Assembly.FullName!);
}
