using System;

namespace Microsoft.ML.MetaLearning;

/// <content>The learners that compare embeddings.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Create <see cref="PrototypicalNetworkTrainer"/>, which meta-trains a classifier by nearest class means.</summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode in meta-training: more than will be told apart, if the data has them.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public PrototypicalNetworkTrainer PrototypicalNetwork(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int metaSteps = 5000) => PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="PrototypicalNetworkTrainer"/> with advanced options, which meta-trains a classifier by nearest class means.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PrototypicalNetworkTrainer PrototypicalNetwork(PrototypicalNetworkTrainer.Options options) => new(Environment, options);

    /// <summary>
    /// Create <see cref="MatchingNetworkTrainer"/>, which meta-trains a classifier by attention over the support examples.
    /// </summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode in meta-training; an adapted classifier can tell any number apart.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public MatchingNetworkTrainer MatchingNetwork(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int metaSteps = 5000) => MatchingNetwork(new MatchingNetworkTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="MatchingNetworkTrainer"/> with advanced options, which meta-trains a classifier by attention over the support
    /// examples.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public MatchingNetworkTrainer MatchingNetwork(MatchingNetworkTrainer.Options options) => new(Environment, options);

    /// <summary>
    /// Create <see cref="RelationNetworkTrainer"/>, which meta-trains a classifier by a learned comparison of feature maps.
    /// </summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="ways">Classes per episode in meta-training; an adapted classifier can tell any number apart.</param>
    /// <param name="shots">Support examples per class.</param>
    /// <param name="queryShots">Query examples per class in meta-training.</param>
    /// <param name="metaSteps">Meta-steps of training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RelationNetworkTrainer RelationNetwork(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int metaSteps = 5000) => RelationNetwork(new RelationNetworkTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Ways = ways,
            Shots = shots,
            QueryShots = queryShots,
            OuterLoop = { MetaSteps = metaSteps },
        });

    /// <summary>
    /// Create <see cref="RelationNetworkTrainer"/> with advanced options, which meta-trains a classifier by a learned comparison of feature
    /// maps.
    /// </summary>
    /// <param name="options">The options of the trainer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public RelationNetworkTrainer RelationNetwork(RelationNetworkTrainer.Options options) => new(Environment, options);
}
