using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by MAML++: MAML made stable and sharper by several changes,
/// each with its own switch.
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>
/// Antoniou, Edwards and Storkey, <a href="https://arxiv.org/abs/1810.09502">How to train your MAML</a>, 2019: query losses after every
/// inner step at the start of the training, learned rates per tensor and step, gains and biases of normalization per step, first order at
/// first, a cosine schedule, an ensemble of the best models. Defaults follow the reference code, but for <c>Head</c>.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.MamlPlusPlus(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.MamlPlusPlus(Options)"/>
/// <seealso cref="Options"/>
public sealed class MamlPlusPlusTrainer : ClassifierMetaTrainerBase<MamlPlusPlusTrainer.Options>
{
    /// <summary>Options of <see cref="MamlPlusPlusTrainer"/>.</summary>
    public sealed class Options : GradientClassifierMetaTrainerOptions
    {
        /// <summary>Options with the defaults of the reference code: gains and biases of normalization layers are not adapted.</summary>
        public Options() => InnerLoop.Frozen = [".norm."];

        /// <summary>
        /// The part of the training in which the query losses after all inner steps count, with weights that move to the last one; 0 for
        /// the last loss alone. The default is 0.1.
        /// </summary>
        public double MultiStepLossPortion = 0.1;

        /// <summary>
        /// What the last layer starts from in the inner loop. The default is <see cref="HeadInitialization.Zero"/>; the paper has
        /// <see cref="HeadInitialization.Learned"/>.
        /// </summary>
        public HeadInitialization Head = HeadInitialization.Zero;

        /// <summary>Whether a learning rate is learned for each tensor and inner step. The default is <see langword="true"/>.</summary>
        public bool LearnRates = true;

        /// <summary>
        /// Whether gains and biases of normalization layers are learned for each inner step, in place of being adapted. The default is
        /// <see langword="true"/>.
        /// </summary>
        public bool NormalizationPerStep = true;

        /// <summary>
        /// The part of the training that is of the first order, before that of the second. The default is 0, as in the reference code; the
        /// paper has 0.5.
        /// </summary>
        public double FirstOrderPortion;

        internal override void Check()
        {
            base.Check();
            Checks.Fraction(MultiStepLossPortion, nameof(MultiStepLossPortion));
            Checks.Defined(Head, nameof(Head));
            Checks.Fraction(FirstOrderPortion, nameof(FirstOrderPortion));
        }
    }

    internal MamlPlusPlusTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(MamlPlusPlusTrainer))
    {
    }

    private protected override int? Outputs => TrainerOptions.Head == HeadInitialization.Learned ? TrainerOptions.Ways : null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with
        {
            Head = TrainerOptions.Head,
            MultiStepLossPortion = TrainerOptions.MultiStepLossPortion,
            Rates = TrainerOptions.LearnRates ? InnerRates.PerTensorAndStep : InnerRates.Constant,
            StepNormalization = TrainerOptions.NormalizationPerStep,
            FirstOrderPortion = TrainerOptions.FirstOrderPortion,
        });
}
