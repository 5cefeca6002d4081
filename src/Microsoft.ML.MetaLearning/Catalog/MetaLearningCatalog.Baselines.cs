namespace Microsoft.ML.MetaLearning;

/// <content>The learners that are trained as ordinary classifiers.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Creates <see cref="FineTuningTrainer"/>, which trains an ordinary classifier, to be fine-tuned in adaptation.</summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <param name="mode">What is fine-tuned.</param>
    /// <param name="adaptationSteps">Gradient steps of fine-tuning.</param>
    /// <param name="innerLearningRate">The learning rate of fine-tuning.</param>
    public FineTuningTrainer FineTuning(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        FineTuningMode mode = FineTuningMode.Head,
        int metaSteps = 5000,
        int adaptationSteps = 100,
        double innerLearningRate = 0.01) => FineTuning(new FineTuningTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Mode = mode,
            InnerLoop = { LearningRate = innerLearningRate, AdaptationSteps = adaptationSteps },
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Creates <see cref="FineTuningTrainer"/> with advanced options, which trains an ordinary classifier, to be fine-tuned in adaptation.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public FineTuningTrainer FineTuning(FineTuningTrainer.Options options) => new(_mlContext, options);

    /// <summary>
    /// Creates <see cref="NearestNeighborTrainer"/>, which trains an ordinary classifier, and finds the neighbors of a row by its features.
    /// </summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <param name="neighbors">Rows of the support set that vote.</param>
    /// <param name="distance">Which rows are near.</param>
    public NearestNeighborTrainer NearestNeighbor(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int neighbors = 1,
        NeighborDistance distance = NeighborDistance.Cosine,
        int metaSteps = 5000) => NearestNeighbor(new NearestNeighborTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Neighbors = neighbors,
            Distance = distance,
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Creates <see cref="NearestNeighborTrainer"/> with advanced options, which trains an ordinary classifier, and finds
    /// the neighbors of a row by its features.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public NearestNeighborTrainer NearestNeighbor(NearestNeighborTrainer.Options options) => new(_mlContext, options);
}
