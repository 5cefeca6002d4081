using System;

namespace Microsoft.ML.MetaLearning;

/// <content>The learners that are trained as ordinary classifiers.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Create <see cref="FineTuningTrainer"/>, which trains an ordinary classifier, to be fine-tuned in adaptation.</summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="mode">What is fine-tuned.</param>
    /// <param name="metaSteps">Steps of training.</param>
    /// <param name="adaptationSteps">Gradient steps of fine-tuning.</param>
    /// <param name="innerLearningRate">The learning rate of fine-tuning.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
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
    /// Create <see cref="FineTuningTrainer"/> with advanced options, which trains an ordinary classifier, to be fine-tuned in adaptation.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public FineTuningTrainer FineTuning(FineTuningTrainer.Options options) => new(Environment, options);

    /// <summary>
    /// Create <see cref="NearestNeighborTrainer"/>, which trains an ordinary classifier, whose features adaptation looks for neighbors by.
    /// </summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="neighbors">Rows of the support set that vote.</param>
    /// <param name="distance">Which rows are near.</param>
    /// <param name="metaSteps">Steps of training; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
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
    /// Create <see cref="NearestNeighborTrainer"/> with advanced options, which trains an ordinary classifier, whose features adaptation
    /// looks for neighbors by.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public NearestNeighborTrainer NearestNeighbor(NearestNeighborTrainer.Options options) => new(Environment, options);
}
