using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by learning the update rule of the inner loop itself, as a
/// recurrent network (Meta-LSTM).
/// </summary>
/// <remarks>
/// <include file="docs.xml" path="docs/classifier/*"/>
/// <para>
/// Ravi and Larochelle, <a href="https://openreview.net/forum?id=rJY0-Kcll">Optimization as a Model for Few-Shot Learning</a>, 2017.
/// Every parameter of the classifier is a sequence of its own to the rule, so an inner step takes thousands of operations per parameter:
/// choose a small backbone.
/// </para>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.MetaLstm(string, string, int, int, int, int?, int)"/>
/// <seealso cref="MetaLearningCatalog.MetaLstm(Options)"/>
/// <seealso cref="Options"/>
public sealed class MetaLstmTrainer : ClassifierMetaTrainerBase<MetaLstmTrainer.Options>
{
    /// <summary>Options of <see cref="MetaLstmTrainer"/>.</summary>
    public sealed class Options : ClassifierMetaTrainerOptions
    {
        /// <summary>Options with the defaults of the reference code: the meta-gradient's norm is at most 0.25.</summary>
        public Options() => (OuterLoop.GradientClip, OuterLoop.GradientNormClip) = (null, 0.25);

        /// <summary>The inner loop, whose rates are learned.</summary>
        public readonly InnerLoopOptions InnerLoop = new();

        internal MetaLstmSettings Settings
        {
            get
            {
                var steps = InnerLoop.AdaptationSteps ?? (Shots == 1 ? 12 : 8);
                return new(steps, InnerLoop.TestAdaptationSteps ?? steps, InnerLoop.BatchSize) { Engine = GradientEngine };
            }
        }

        internal override void Check()
        {
            base.Check();
            InnerLoop.Check();
        }
    }

    /// <summary>Represents the inner loop of <see cref="MetaLstmTrainer"/>.</summary>
    public sealed class InnerLoopOptions
    {
        /// <summary>Steps in meta-training. The default is that of the reference code: 12 for one shot, 8 for more.</summary>
        public int? AdaptationSteps;

        /// <summary>Steps in adaptation, validation and evaluation. The default is <see cref="AdaptationSteps"/>.</summary>
        public int? TestAdaptationSteps;

        /// <summary>Support rows of a mini-batch, <see langword="null"/> for all. The default is <see langword="null"/>.</summary>
        public int? BatchSize;

        internal void Check()
        {
            Checks.Between(AdaptationSteps ?? 1, 1, Limits.Steps, InnerLoopSteps.Title(nameof(AdaptationSteps)));
            Checks.Between(TestAdaptationSteps ?? 0, 0, Limits.Steps, InnerLoopSteps.Title(nameof(TestAdaptationSteps)));
            Checks.Between(BatchSize ?? 1, 1, Limits.Shots, InnerLoopSteps.Title(nameof(BatchSize)));
        }
    }

    internal MetaLstmTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(MetaLstmTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new MetaLstmLearner(Problem(backbone), TrainerOptions.Settings);
}
