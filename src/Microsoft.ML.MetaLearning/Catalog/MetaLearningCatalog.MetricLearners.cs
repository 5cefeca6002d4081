using Microsoft.ML.MetaLearning.Trainers;

namespace Microsoft.ML.MetaLearning;

/// <content>The learners that compare embeddings.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Creates <see cref="PrototypicalNetworkTrainer"/>, which meta-trains a classifier by nearest class means.</summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    public PrototypicalNetworkTrainer PrototypicalNetwork(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int metaSteps = 5000) =>
        PrototypicalNetwork(new PrototypicalNetworkTrainer.Options()
            .With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="PrototypicalNetworkTrainer"/> with advanced options, which meta-trains a classifier by nearest class means.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public PrototypicalNetworkTrainer PrototypicalNetwork(PrototypicalNetworkTrainer.Options options) => new(_mlContext, options);

    /// <summary>
    /// Creates <see cref="MatchingNetworkTrainer"/>, which meta-trains a classifier by attention over the support examples.
    /// </summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    public MatchingNetworkTrainer MatchingNetwork(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int metaSteps = 5000) =>
        MatchingNetwork(new MatchingNetworkTrainer.Options().With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="MatchingNetworkTrainer"/> with advanced options, which meta-trains a classifier by attention over the support
    /// examples.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public MatchingNetworkTrainer MatchingNetwork(MatchingNetworkTrainer.Options options) => new(_mlContext, options);

    /// <summary>
    /// Creates <see cref="RelationNetworkTrainer"/>, which meta-trains a classifier by a learned comparison of feature maps.
    /// </summary>
    /// <include file="docs.xml" path="docs/columns/*"/>
    /// <include file="docs.xml" path="docs/episodes/*"/>
    public RelationNetworkTrainer RelationNetwork(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int ways = 5,
        int shots = 1,
        int queryShots = 15,
        int metaSteps = 5000) =>
        RelationNetwork(new RelationNetworkTrainer.Options().With(labelColumnName, featureColumnName, ways, shots, queryShots, metaSteps));

    /// <summary>
    /// Creates <see cref="RelationNetworkTrainer"/> with advanced options, which meta-trains a classifier by a learned comparison of
    /// feature maps.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public RelationNetworkTrainer RelationNetwork(RelationNetworkTrainer.Options options) => new(_mlContext, options);
}
