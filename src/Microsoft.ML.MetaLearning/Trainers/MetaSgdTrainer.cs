using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by MAML with a meta-learned rate for every weight (Meta-SGD).
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>
/// Li, Zhou, Chen and Li, <a href="https://arxiv.org/abs/1707.09835">Meta-SGD: Learning to Learn Quickly for Few-Shot Learning</a>, 2017:
/// initialization, direction and size of the inner steps are learned. All rates start at <c>InnerLearningRate</c>; the paper draws them
/// from 0.005 to 0.1 and takes one step.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.MetaSgd(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.MetaSgd(Options)"/>
/// <seealso cref="Options"/>
public sealed class MetaSgdTrainer : ClassifierMetaTrainerBase<MetaSgdTrainer.Options>
{
    /// <summary>Options of <see cref="MetaSgdTrainer"/>.</summary>
    public sealed class Options : GradientClassifierMetaTrainerOptions
    {
        /// <summary>Options with the defaults of the paper: one inner step.</summary>
        public Options() => InnerLoop.AdaptationSteps = 1;

        /// <summary>
        /// What the last layer starts from in the inner loop. The default is <see cref="HeadInitialization.Zero"/>; the paper has
        /// <see cref="HeadInitialization.Learned"/>. Rates belong to single weights, so that an adapted classifier has at most
        /// <see cref="ClassifierMetaTrainerOptions.Ways"/> classes in any case.
        /// </summary>
        public HeadInitialization Head = HeadInitialization.Zero;

        internal override void Check()
        {
            base.Check();
            Checks.Defined(Head, nameof(Head));
        }
    }

    internal MetaSgdTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(MetaSgdTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with
        {
            Head = TrainerOptions.Head,
            Rates = InnerRates.PerWeight,
        });
}
