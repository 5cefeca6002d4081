using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by moving an initialization to where plain training on each
/// task leads (Reptile).
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>
/// Nichol, Achiam and Schulman, <a href="https://arxiv.org/abs/1803.02999">On First-Order Meta-Learning Algorithms</a>, 2018.
/// <c>MetaBatchSize</c> 1 is the serial Algorithm 1, more the batched Algorithm 2. Support and query rows of an episode are one training
/// set: of each class <c>Shots</c> + <c>QueryShots</c>.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.Reptile(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.Reptile(Options)"/>
/// <seealso cref="Options"/>
public sealed class ReptileTrainer : ClassifierMetaTrainerBase<ReptileTrainer.Options>
{
    /// <summary>Options of <see cref="ReptileTrainer"/>.</summary>
    public sealed class Options : ClassifierMetaTrainerOptions
    {
        /// <summary>
        /// Options with the defaults of the authors' code: an outer step of 1 that falls linearly to 0, 5 tasks per meta-step, 10 rows of a
        /// class.
        /// </summary>
        public Options()
        {
            (Shots, QueryShots) = (1, 9);
            (OuterLoop.MetaBatchSize, OuterLoop.Optimizer, OuterLoop.Momentum) = (5, OuterOptimizerKind.Sgd, 0);
            (OuterLoop.LearningRate, OuterLoop.MinimumLearningRate, OuterLoop.Schedule) = (1, 0, LearningRateSchedule.Linear);
            OuterLoop.GradientClip = null;
        }

        /// <summary>The inner loop: plain training on a task.</summary>
        public readonly InnerLoopOptions InnerLoop = new();

        internal ReptileSettings Settings => new(
            InnerLoop.Optimizer, InnerLoop.LearningRate, InnerLoop.AdaptationSteps, InnerLoop.TestSteps, InnerLoop.BatchSize)
        {
            Engine = GradientEngine,
        };

        internal override void Check()
        {
            base.Check();
            InnerLoop.Check();
        }
    }

    /// <summary>Represents the inner loop of <see cref="ReptileTrainer"/>.</summary>
    public sealed class InnerLoopOptions : InnerLoopSteps
    {
        /// <summary>Options with the defaults of the authors' code: rate 0.001, 50 test steps.</summary>
        public InnerLoopOptions() => (LearningRate, TestAdaptationSteps) = (1e-3, 50);

        /// <summary>The optimizer. The default is <see cref="InnerOptimizerKind.Adam"/> without a mean of gradients.</summary>
        public InnerOptimizerKind Optimizer;

        /// <summary>Rows of a mini-batch, <see langword="null"/> for all. The default is 10.</summary>
        public int? BatchSize = 10;

        internal override void Check()
        {
            base.Check();
            Checks.Defined(Optimizer, Title(nameof(Optimizer)));
            Checks.Between(BatchSize ?? 1, 1, Limits.Shots, Title(nameof(BatchSize)));
        }
    }

    internal ReptileTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(ReptileTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new ReptileLearner(Problem(backbone), TrainerOptions.Settings);
}
