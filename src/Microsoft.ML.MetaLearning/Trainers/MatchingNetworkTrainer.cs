using System;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by attention over the support examples: a matching network.
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>An adapted classifier has any number of classes.</para>
/// <para>
/// Vinyals, Blundell, Lillicrap, Kavukcuoglu and Wierstra, <a href="https://arxiv.org/abs/1606.04080">Matching Networks for One Shot
/// Learning</a>, 2016, with or without full context embeddings. Without them predictions do not depend on the order of the support rows;
/// with them they depend on the order of classes, and on that of the rows of each class.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.MatchingNetwork(string, string, int, int, int, int)"/>
/// <seealso cref="MetaLearningCatalog.MatchingNetwork(Options)"/>
/// <seealso cref="Options"/>
public sealed class MatchingNetworkTrainer : ClassifierMetaTrainerBase<MatchingNetworkTrainer.Options>
{
    /// <summary>
    /// Options of <see cref="MatchingNetworkTrainer"/>. The default backbone for images is a <see cref="Conv4"/>, with two pooled blocks
    /// for <see cref="AttentionSimilarity.Local"/>.
    /// </summary>
    public sealed class Options : ClassifierMetaTrainerOptions
    {
        /// <summary>
        /// How alike a query and a support example are. The default is <see cref="AttentionSimilarity.NormalizedSupport"/>.
        /// </summary>
        public AttentionSimilarity Similarity;

        /// <summary>
        /// Whether examples are embedded in the context of the support set: support examples by a bidirectional LSTM, queries by one that
        /// attends to them. The default is <see langword="false"/>. Its parameters grow with the square of the embedding's length.
        /// </summary>
        public bool FullContextEmbeddings;

        /// <summary>How often a query attends to the support set in full context embeddings. The default is 5.</summary>
        public int ProcessingSteps = 5;

        internal override void Check()
        {
            base.Check();
            Checks.Defined(Similarity, nameof(Similarity));
            if (Similarity == AttentionSimilarity.Local && FullContextEmbeddings)
                throw new ArgumentOutOfRangeException(nameof(FullContextEmbeddings), FullContextEmbeddings,
                    $"{nameof(FullContextEmbeddings)} must be false with {nameof(AttentionSimilarity.Local)} similarity: full context " +
                    "embeddings are no feature maps.");
            Checks.Between(ProcessingSteps, 1, Limits.ProcessingSteps, nameof(ProcessingSteps));
        }
    }

    internal MatchingNetworkTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(MatchingNetworkTrainer))
    {
    }

    private protected override Backbone DefaultImageBackbone(int channels, int height, int width) =>
        TrainerOptions.Similarity == AttentionSimilarity.Local
            ? new Conv4(channels, height, width, pooledBlocks: 2)
            : base.DefaultImageBackbone(channels, height, width);

    private protected override int? Outputs => null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone)
    {
        var context = TrainerOptions.FullContextEmbeddings ? new FullContext(backbone.EmbeddingSize, TrainerOptions.ProcessingSteps) : null;
        return new MatchingLearner(Problem(backbone), TrainerOptions.Similarity, context, TrainerOptions.GradientEngine);
    }
}
