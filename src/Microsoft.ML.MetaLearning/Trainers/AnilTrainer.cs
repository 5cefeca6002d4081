using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by MAML whose inner loop adapts the last layer alone: almost no
/// inner loop (ANIL).
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>
/// Raghu, Raghu, Bengio and Vinyals, <a href="https://arxiv.org/abs/1909.09157">Rapid Learning or Feature Reuse?</a>, 2020. The backbone
/// is run once per episode, so that meta-training and adaptation are several times as fast as those of MAML.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.Anil(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.Anil(Options)"/>
/// <seealso cref="Options"/>
public sealed class AnilTrainer : ClassifierMetaTrainerBase<AnilTrainer.Options>
{
    /// <summary>Options of <see cref="AnilTrainer"/>.</summary>
    public sealed class Options : GradientClassifierMetaTrainerOptions
    {
        /// <summary>
        /// What the last layer starts from in the inner loop. The default is <see cref="HeadInitialization.Zero"/>; the paper has
        /// <see cref="HeadInitialization.Learned"/>.
        /// </summary>
        public HeadInitialization Head = HeadInitialization.Zero;

        /// <summary>Whether a factor of the logits is meta-learned. The default is <see langword="false"/>.</summary>
        public bool LearnTemperature;

        internal override void Check()
        {
            base.Check();
            Checks.Defined(Head, nameof(Head));
        }
    }

    internal AnilTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(AnilTrainer))
    {
    }

    private protected override int? Outputs => TrainerOptions.Head == HeadInitialization.Learned ? TrainerOptions.Ways : null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with
        {
            Adapts = AdaptedPart.Head,
            Head = TrainerOptions.Head,
            LearnsTemperature = TrainerOptions.LearnTemperature,
        });
}
