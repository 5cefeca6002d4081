using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by MAML whose last layer starts from the classes' prototypes
/// (Proto-MAML).
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>An adapted classifier has any number of classes.</para>
/// <para>
/// Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">Meta-Dataset: A Dataset of Datasets for Learning to Learn from Few
/// Examples</a>, 2020, section 4: before the inner loop the last layer is that of a prototypical network; gradients flow through the
/// prototypes. <c>FirstOrder</c> gives fo-Proto-MAML.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.ProtoMaml(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.ProtoMaml(Options)"/>
/// <seealso cref="Options"/>
public sealed class ProtoMamlTrainer : ClassifierMetaTrainerBase<ProtoMamlTrainer.Options>
{
    /// <summary>Options of <see cref="ProtoMamlTrainer"/>.</summary>
    public sealed class Options : GradientClassifierMetaTrainerOptions
    {
        /// <summary>
        /// Options with the defaults of the reference code: rate 0.01, gains and biases of normalization layers are not adapted.
        /// </summary>
        public Options() => (InnerLoop.LearningRate, InnerLoop.Frozen) = (0.01, [".norm."]);

        /// <summary>
        /// How the last layer starts from prototypes. The default is <see cref="HeadInitialization.ScaledPrototypes"/>; the paper has
        /// <see cref="HeadInitialization.Prototypes"/>. There is no other choice.
        /// </summary>
        public HeadInitialization Head = HeadInitialization.ScaledPrototypes;

        /// <summary>Whether a factor of the logits is meta-learned. The default is <see langword="false"/>.</summary>
        public bool LearnTemperature;

        internal override void Check()
        {
            base.Check();
            Checks.OneOf(Head, nameof(Head), HeadInitialization.Prototypes, HeadInitialization.ScaledPrototypes);
        }
    }

    internal ProtoMamlTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(ProtoMamlTrainer))
    {
    }

    private protected override int? Outputs => null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with
        {
            Head = TrainerOptions.Head,
            LearnsTemperature = TrainerOptions.LearnTemperature,
        });
}
