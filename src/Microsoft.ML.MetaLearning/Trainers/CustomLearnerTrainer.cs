using System;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by a learner of your own.</summary>
/// <remarks>
/// To create this trainer, use <see cref="MetaLearningCatalog.CustomLearner(Options)"/>. Columns, checkpoints, evaluation and adaptation
/// are
/// those of the other trainers.
/// </remarks>
/// <seealso cref="MetaLearningCatalog.CustomLearner(Func{FewShotProblem, IFewShotLearner}, string, string, int, int, int, int)"/>
/// <seealso cref="ClosedFormLearner"/>
/// <seealso cref="IFewShotLearner"/>
public sealed class CustomLearnerTrainer : ClassifierMetaTrainerBase<CustomLearnerTrainer.Options>
{
    /// <summary>Options of <see cref="CustomLearnerTrainer"/>.</summary>
    public sealed class Options : ClassifierMetaTrainerOptions
    {
        /// <summary>Creates the learner of a problem. There is no default.</summary>
        public Func<FewShotProblem, IFewShotLearner>? Learner;

        /// <summary>
        /// Whether an adapted classifier has at most as many classes as an episode of meta-training, as with a meta-learned last layer; the
        /// problem then has so many outputs. The default is <see langword="false"/>: any number.
        /// </summary>
        public bool LimitsClasses;

        internal override void Check()
        {
            base.Check();
            ArgumentNullException.ThrowIfNull(Learner);
        }
    }

    internal CustomLearnerTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(CustomLearnerTrainer))
    {
    }

    private protected override int? Outputs => TrainerOptions.LimitsClasses ? TrainerOptions.Ways : null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => TrainerOptions.Learner!(Problem(backbone));
}
