using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by MAML with implicit gradients, whose memory does not grow
/// with the inner steps (iMAML).
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>
/// Rajeswaran, Finn, Kakade and Levine, <a href="https://arxiv.org/abs/1909.04630">Meta-Learning with Implicit Gradients</a>, 2019: the
/// inner loop is held near the initialization by a quadratic penalty, and the meta-gradient at its end is found by conjugate gradients.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.ImplicitMaml(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.ImplicitMaml(Options)"/>
/// <seealso cref="Options"/>
public sealed class ImplicitMamlTrainer : ClassifierMetaTrainerBase<ImplicitMamlTrainer.Options>
{
    /// <summary>Options of <see cref="ImplicitMamlTrainer"/>.</summary>
    public sealed class Options : ClassifierMetaTrainerOptions
    {
        /// <summary>Options with the defaults of the paper for Omniglot: 16 inner steps.</summary>
        public Options() => InnerLoop.AdaptationSteps = 16;

        /// <summary>The inner loop. The default of its steps in meta-training is 16.</summary>
        public readonly InnerLoopSteps InnerLoop = new();

        /// <summary>
        /// The factor of half the squared distance from the initialization in the inner loss, lambda. The default is 2, that of the paper
        /// for Omniglot.
        /// </summary>
        public double Proximity = 2;

        /// <summary>Steps of the conjugate gradient method for a meta-gradient, each a Hessian-vector product. The default is 5.</summary>
        public int ConjugateGradientSteps = 5;

        /// <summary>
        /// Where the proximal term is descended. The default is <see cref="MetaLearning.ProximalTerm.AfterSteps"/>, as in the authors'
        /// code.
        /// </summary>
        public ProximalTerm ProximalTerm = ProximalTerm.AfterSteps;

        /// <summary>
        /// Added to the diagonal of the linear system of the meta-gradient, for Hessians of large negative curvature. The default is 1,
        /// that of the authors' code; the paper has 0.
        /// </summary>
        public double Damping = 1;

        /// <summary>
        /// Added to <see cref="Proximity"/> where the system divides the Hessian by it. The default is 10, that of the authors' code; the
        /// paper has 0.
        /// </summary>
        public double ProximityDamping = 10;

        internal ImplicitMamlSettings Settings => new(
            InnerLoop.LearningRate, Proximity, InnerLoop.AdaptationSteps, InnerLoop.TestSteps, ConjugateGradientSteps)
        {
            ProximalTerm = ProximalTerm,
            Damping = Damping,
            ProximityDamping = ProximityDamping,
            Engine = GradientEngine,
        };

        internal override void Check()
        {
            base.Check();
            InnerLoop.Check();
            Checks.Positive(Proximity, nameof(Proximity));
            Checks.Between(ConjugateGradientSteps, 1, Limits.Steps, nameof(ConjugateGradientSteps));
            Checks.Defined(ProximalTerm, nameof(ProximalTerm));
            Checks.NotNegative(Damping, nameof(Damping));
            Checks.NotNegative(ProximityDamping, nameof(ProximityDamping));
        }
    }

    internal ImplicitMamlTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(ImplicitMamlTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new ImplicitMamlLearner(Problem(backbone), TrainerOptions.Settings);
}
