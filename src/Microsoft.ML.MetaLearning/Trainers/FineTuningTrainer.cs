using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that trains an ordinary classifier, which adaptation fine-tunes: transfer learning, the
/// baseline of few-shot learning.
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>An adapted classifier has any number of classes.</para>
/// <para>
/// Chen et al., <a href="https://arxiv.org/abs/1904.04232">A Closer Look at Few-shot Classification</a>, 2019: a classifier of all
/// classes is trained in mini-batches; its last layer is thrown away, and adaptation trains a new one, or everything, on the support set.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.FineTuning(string, string, FineTuningMode, int, int, double)"/>
/// <seealso cref="MetaLearningCatalog.FineTuning(Options)"/>
/// <seealso cref="Options"/>
public sealed class FineTuningTrainer : BatchClassifierMetaTrainerBase<FineTuningTrainer.Options>
{
    /// <summary>Options of <see cref="FineTuningTrainer"/>.</summary>
    public sealed class Options : BatchClassifierMetaTrainerOptions
    {
        /// <summary>What is fine-tuned. The default is <see cref="FineTuningMode.Head"/>.</summary>
        public FineTuningMode Mode;

        /// <summary>How adaptation fine-tunes.</summary>
        public readonly InnerLoopOptions InnerLoop = new();

        internal FineTuningSettings Settings =>
            new(Mode, InnerLoop.Optimizer, InnerLoop.LearningRate, InnerLoop.AdaptationSteps) { Engine = GradientEngine };

        internal override void Check()
        {
            base.Check();
            Checks.Defined(Mode, nameof(Mode));
            InnerLoop.Check();
        }
    }

    /// <summary>Represents the fine-tuning of <see cref="FineTuningTrainer"/>, which meta-training has none of.</summary>
    public sealed class InnerLoopOptions
    {
        /// <summary>The learning rate. The default is 0.01.</summary>
        public double LearningRate = 0.01;

        /// <summary>Gradient steps on the whole support set, in adaptation, validation and evaluation. The default is 100.</summary>
        public int AdaptationSteps = 100;

        /// <summary>The optimizer. The default is <see cref="OuterOptimizerKind.Adam"/>.</summary>
        public OuterOptimizerKind Optimizer = OuterOptimizerKind.Adam;

        internal void Check()
        {
            Checks.LearningRate(LearningRate, InnerLoopSteps.Title(nameof(LearningRate)));
            Checks.Between(AdaptationSteps, 0, Limits.Steps, InnerLoopSteps.Title(nameof(AdaptationSteps)));
            Checks.Defined(Optimizer, InnerLoopSteps.Title(nameof(Optimizer)));
        }
    }

    internal FineTuningTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(FineTuningTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new FineTuningLearner(Problem(backbone), TrainerOptions.Settings);
}
