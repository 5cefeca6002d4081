using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by a learned comparison of feature maps: a relation network.
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>
/// An adapted classifier has any number of classes. <c>Score</c> is each class's relation score as a part of the sum of all.
/// </para>
/// <para>
/// Sung, Yang, Zhang, Xiang, Torr and Hospedales, <a href="https://arxiv.org/abs/1711.06025">Learning to Compare: Relation Network for
/// Few-Shot Learning</a>, 2018. Each pair of a query and a class is normalized by itself, where the authors normalize over all pairs of
/// an episode.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.RelationNetwork(string, string, int, int, int, int)"/>
/// <seealso cref="MetaLearningCatalog.RelationNetwork(Options)"/>
/// <seealso cref="Options"/>
public sealed class RelationNetworkTrainer : ClassifierMetaTrainerBase<RelationNetworkTrainer.Options>
{
    /// <summary>
    /// Options of <see cref="RelationNetworkTrainer"/>. The default backbone for images is a <see cref="Conv4"/> with two pooled blocks.
    /// </summary>
    public sealed class Options : ClassifierMetaTrainerOptions
    {
        /// <summary>What the scores are trained by. The default is <see cref="RelationLoss.MeanSquaredError"/>.</summary>
        public RelationLoss Loss;

        /// <summary>The filters of each convolution of the relation module. The default is 64.</summary>
        public int RelationFilters = 64;

        /// <summary>The length of the relation module's hidden layer. The default is 8.</summary>
        public int RelationUnits = 8;

        internal override void Check()
        {
            base.Check();
            Checks.Defined(Loss, nameof(Loss));
            Checks.Between(RelationFilters, 1, Limits.Filters, nameof(RelationFilters));
            Checks.Between(RelationUnits, 1, Limits.Hidden, nameof(RelationUnits));
        }
    }

    internal RelationNetworkTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(RelationNetworkTrainer))
    {
    }

    private protected override Backbone DefaultImageBackbone(int channels, int height, int width) =>
        new Conv4(channels, height, width, pooledBlocks: 2);

    private protected override int? Outputs => null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone)
    {
        var module = new RelationModule(backbone.FeatureMapShape, TrainerOptions.RelationFilters, TrainerOptions.RelationUnits);
        return new RelationLearner(Problem(backbone), module, TrainerOptions.Loss, TrainerOptions.GradientEngine);
    }
}
