namespace Microsoft.ML.MetaLearning;

/// <summary>How each kind of model is marked in a file. docs/model-file.md describes what follows the mark.</summary>
/// <remarks>A model signature has exactly 8 characters, a loader signature at most 24. Versions only grow; old ones stay here as comments.</remarks>
internal static class ModelSignatures
{
    public const string MetaLearned = "MetaLearnedTransformer";
    public const string FewShotClassification = "FewShotClassification";
    public const string FewShotRegression = "FewShotRegression";

    /// <summary>The first version of a classifier that says what it keeps beside its network.</summary>
    public const uint ClassifierWithParts = 0x00010003;

    public static VersionInfo MetaLearnedVersion => Version("METALRND", MetaLearned);

    public static VersionInfo FewShotClassificationVersion => Version("FEWSHOTC", FewShotClassification, ClassifierWithParts);

    public static VersionInfo FewShotRegressionVersion => Version("FEWSHOTR", FewShotRegression);

    // 0x00010001: MAML with a linear head alone; never released
    // 0x00010002: learners of every kind, heads, ensembles
    // 0x00010003: classifiers that keep their support set or reject what is new
    private static VersionInfo Version(string modelSignature, string loaderSignature, uint version = 0x00010002) => new(
        modelSignature: modelSignature,
        verWrittenCur: version,
        verReadableCur: version,
        verWeCanReadBack: 0x00010002,
        loaderSignature: loaderSignature,
        loaderAssemblyName: typeof(ModelSignatures).Assembly.FullName!);
}
