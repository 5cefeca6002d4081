using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>The estimators that train a backbone as an ordinary classifier of all classes.</summary>
/// <typeparam name="TOptions">The options of the trainer.</typeparam>
public abstract class BatchClassifierMetaTrainerBase<TOptions>
    : ClassifierMetaTrainerBase<TOptions> where TOptions : BatchClassifierMetaTrainerOptions
{
    private protected BatchClassifierMetaTrainerBase(IHostEnvironment env, TOptions options, string name)
        : base(env, options, name)
    {
    }

    private protected override int? Outputs => null;

    // Batches take what there is.
    private protected override IEnumerable<(string Option, string Message)> TrainingShortages(ExampleSet examples) => [];

    private protected override (IFewShotLearner Learner, IEpisodeSource Episodes) Training(
        IFewShotLearner learner, ExampleSet examples, int seed)
    {
        var batches = new BatchLoader(examples, TrainerOptions.BatchSize, seed, TrainerOptions.EpisodeAugmentation);
        return (((BatchTrainedLearner)learner).WithBaseClasses(batches.Classes), batches);
    }

    private protected override ParameterSet Keep(ParameterSet trained)
    {
        var (kept, classifier) = BatchTrainedLearner.Split(trained);
        classifier.Dispose();
        return kept;
    }
}

/// <summary>
/// What the meta-trainers that train a backbone as an ordinary classifier have in common. <see cref="OuterLoop.MetaSteps"/> may be
/// 0: nothing is trained, and the backbone is that of <see cref="MetaTrainerOptions.InitialModel"/>, or random.
/// <see cref="ClassifierMetaTrainerOptions.Ways"/>, <see cref="MetaTrainerOptions.Shots"/> and <see cref="MetaTrainerOptions.QueryShots"/>
/// are the size of episodes in validation and evaluation alone; so is <see cref="MetaTrainerOptions.Sampling"/>. Mini-batches are changed
/// by <see cref="MetaTrainerOptions.QueryTransforms"/>.
/// </summary>
public abstract class BatchClassifierMetaTrainerOptions : ClassifierMetaTrainerOptions
{
    private protected BatchClassifierMetaTrainerOptions() => OuterLoop.MetaBatchSize = 4;

    /// <summary>
    /// Rows of a mini-batch, drawn over all classes and normalized by themselves. A meta-step learns from
    /// <see cref="OuterLoop.MetaBatchSize"/> of them, which are 4 by default and run in parallel. The default is 64.
    /// </summary>
    public int BatchSize = 64;

    internal override int FewestMetaSteps => 0;

    internal override void Check()
    {
        base.Check();
        Checks.Between(BatchSize, 2, Limits.Shots, nameof(BatchSize));
    }
}
