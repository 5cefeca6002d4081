using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by MAML whose inner loop adapts the backbone alone and leaves
/// the last layer as it is (BOIL).
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>
/// Oh, Yoo, Kim and Yun, <a href="https://arxiv.org/abs/2008.08882">BOIL: Towards Representation Change for Few-shot Learning</a>, 2021.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.Boil(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.Boil(Options)"/>
/// <seealso cref="Options"/>
public sealed class BoilTrainer : ClassifierMetaTrainerBase<BoilTrainer.Options>
{
    /// <summary>Options of <see cref="BoilTrainer"/>.</summary>
    public sealed class Options : GradientClassifierMetaTrainerOptions
    {
        /// <summary>Whether a factor of the logits is meta-learned. The default is <see langword="false"/>.</summary>
        public bool LearnTemperature;
    }

    internal BoilTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(BoilTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with
        {
            Adapts = AdaptedPart.Backbone,
            LearnsTemperature = TrainerOptions.LearnTemperature,
        });
}
