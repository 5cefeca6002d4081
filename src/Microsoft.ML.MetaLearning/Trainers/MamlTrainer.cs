using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by model-agnostic meta-learning (MAML).</summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>
/// Finn, Abbeel and Levine, <a href="https://arxiv.org/abs/1703.03400">Model-Agnostic Meta-Learning for Fast Adaptation of Deep
/// Networks</a>, 2017: an initialization is learned from which a few steps of gradient descent on a handful of examples give a good
/// classifier. Exact (second-order) meta-gradients by default.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.Maml(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.Maml(Options)"/>
/// <seealso cref="Options"/>
public sealed class MamlTrainer : ClassifierMetaTrainerBase<MamlTrainer.Options>
{
    /// <summary>Options of <see cref="MamlTrainer"/>.</summary>
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

    internal MamlTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(MamlTrainer))
    {
    }

    private protected override int? Outputs => TrainerOptions.Head == HeadInitialization.Learned ? TrainerOptions.Ways : null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with
        {
            Head = TrainerOptions.Head,
            LearnsTemperature = TrainerOptions.LearnTemperature,
        });
}
