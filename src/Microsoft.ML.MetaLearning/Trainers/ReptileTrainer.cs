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
            (Shots, QueryShots, MetaBatchSize) = (1, 9, 5);
            (Optimizer, MetaMomentum, MetaLearningRate, MinimumMetaLearningRate, Schedule) = (OuterOptimizerKind.Sgd, 0, 1, 0, LearningRateSchedule.Linear);
            GradientClip = null;
        }

        /// <summary>
        /// The optimizer of the inner loop. The default is <see cref="InnerOptimizerKind.Adam"/> without a mean of gradients.
        /// </summary>
        public InnerOptimizerKind InnerOptimizer;

        /// <summary>The learning rate of the inner loop. The default is 0.001.</summary>
        public double InnerLearningRate = 1e-3;

        /// <summary>Rows of an inner mini-batch, <see langword="null"/> for all. The default is 10.</summary>
        public int? InnerBatchSize = 10;

        /// <summary>Steps of the inner loop in meta-training. The default is 5.</summary>
        public int AdaptationSteps = 5;

        /// <summary>Steps in adaptation, validation and evaluation. The default is 50.</summary>
        public int TestAdaptationSteps = 50;

        internal ReptileSettings Settings => new(InnerOptimizer, InnerLearningRate, AdaptationSteps, TestAdaptationSteps, InnerBatchSize) { Engine = GradientEngine };

        internal override void Check()
        {
            base.Check();
            Checks.Defined(InnerOptimizer, nameof(InnerOptimizer));
            Checks.LearningRate(InnerLearningRate, nameof(InnerLearningRate));
            Checks.Between(InnerBatchSize ?? 1, 1, Limits.Shots, nameof(InnerBatchSize));
            Checks.Between(AdaptationSteps, 1, Limits.Steps, nameof(AdaptationSteps));
            Checks.Between(TestAdaptationSteps, 0, Limits.Steps, nameof(TestAdaptationSteps));
        }
    }

    internal ReptileTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(ReptileTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new ReptileLearner(Problem(backbone, TrainerOptions.Ways), TrainerOptions.Settings);
}
