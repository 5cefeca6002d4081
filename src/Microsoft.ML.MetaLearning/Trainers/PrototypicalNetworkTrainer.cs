using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by nearest class means: a prototypical network.
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>An adapted classifier has any number of classes.</para>
/// <para>
/// Snell, Swersky and Zemel, <a href="https://arxiv.org/abs/1703.05175">Prototypical Networks for Few-shot Learning</a>, 2017. The
/// authors meta-train with more classes per episode than they test with (60 for Omniglot): set <c>Ways</c> as high as the data allows.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.PrototypicalNetwork(string, string, int, int, int, int)"/>
/// <seealso cref="MetaLearningCatalog.PrototypicalNetwork(Options)"/>
/// <seealso cref="Options"/>
public sealed class PrototypicalNetworkTrainer : ClassifierMetaTrainerBase<PrototypicalNetworkTrainer.Options>
{
    /// <summary>Options of <see cref="PrototypicalNetworkTrainer"/>.</summary>
    public sealed class Options : ClassifierMetaTrainerOptions
    {
        /// <summary>How far an embedding is from a prototype. The default is <see cref="PrototypeDistance.MeanSquared"/>.</summary>
        public PrototypeDistance Distance = PrototypeDistance.MeanSquared;

        internal override void Check()
        {
            base.Check();
            Checks.Defined(Distance, nameof(Distance));
        }
    }

    internal PrototypicalNetworkTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(PrototypicalNetworkTrainer))
    {
    }

    private protected override int? Outputs => null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new PrototypicalLearner(Problem(backbone), TrainerOptions.Distance, TrainerOptions.GradientEngine);
}
