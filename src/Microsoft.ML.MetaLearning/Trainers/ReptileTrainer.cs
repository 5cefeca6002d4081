using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by moving an initialization to where plain training on each
/// task leads (Reptile).
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [Reptile](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.Reptile*).
///
/// ### Input and Output Columns
/// The label column names the class: text, a key or any integer type. The feature column is a vector of <xref:System.Single> of known size.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `Embedding` | Known-sized vector of <xref:System.Single> | The features of the meta-learned backbone, before any adaptation. |
///
/// The transformer is made to be adapted: `mlContext.MetaLearning().Adapt(model, support)` gives a classifier with `PredictedLabel` and `Score`.
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Few-shot multiclass classification |
/// | Is normalization required? | Yes: features should be of order 1 |
/// | Is caching required? | No: rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.MetaLearning and a libtorch package, for instance libtorch-cpu |
/// | Exportable to ONNX | No |
///
/// ### Training Algorithm Details
/// Nichol, Achiam and Schulman, [On First-Order Meta-Learning Algorithms](https://arxiv.org/abs/1803.02999), 2018. `MetaBatchSize` 1 is the serial Algorithm 1, more
/// the batched Algorithm 2. Support and query rows of an episode are one training set: of each class `Shots` + `QueryShots`.
/// ]]></format>
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

        internal ReptileSettings Settings =>
            new(InnerLoop.Optimizer, InnerLoop.LearningRate, InnerLoop.AdaptationSteps, InnerLoop.TestSteps, InnerLoop.BatchSize) { Engine = GradientEngine };

        internal override void Check()
        {
            base.Check();
            InnerLoop.Check();
        }
    }

    /// <summary>Represents the inner loop of <see cref="ReptileTrainer"/>.</summary>
    public sealed class InnerLoopOptions : InnerLoopSteps
    {
        /// <summary>Options with the defaults of the authors' code: rate 0.001, 50 steps in adaptation, validation and evaluation.</summary>
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

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new ReptileLearner(Problem(backbone), TrainerOptions.Settings);
}
