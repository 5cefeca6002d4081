using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that trains an ordinary classifier, whose features adaptation compares with those of the
/// support set: k nearest neighbors, the simplest baseline of few-shot learning.
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>An adapted classifier has any number of classes.</para>
/// <para>
/// Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">Meta-Dataset</a>, 2020, section 3: a classifier of all classes is
/// trained in mini-batches; its last layer is thrown away. <c>MetaSteps = 0</c> trains nothing: the neighbors are those under the
/// backbone of <c>InitialModel</c>, or under random features.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.NearestNeighbor(string, string, int, NeighborDistance, int)"/>
/// <seealso cref="MetaLearningCatalog.NearestNeighbor(Options)"/>
/// <seealso cref="Options"/>
public sealed class NearestNeighborTrainer : BatchClassifierMetaTrainerBase<NearestNeighborTrainer.Options>
{
    /// <summary>Options of <see cref="NearestNeighborTrainer"/>.</summary>
    public sealed class Options : BatchClassifierMetaTrainerOptions
    {
        /// <summary>Rows of the support set that vote: all of them if there are fewer. The default is 1.</summary>
        public int Neighbors = 1;

        /// <summary>Which rows are near. The default is <see cref="NeighborDistance.Cosine"/>.</summary>
        public NeighborDistance Distance;

        internal override void Check()
        {
            base.Check();
            Checks.Between(Neighbors, 1, Limits.Shots, nameof(Neighbors));
            Checks.Defined(Distance, nameof(Distance));
        }
    }

    internal NearestNeighborTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(NearestNeighborTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new NearestNeighborLearner(Problem(backbone), TrainerOptions.Neighbors, TrainerOptions.Distance, TrainerOptions.GradientEngine);
}
