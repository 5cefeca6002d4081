using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by model-agnostic meta-learning (MAML).</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [Maml](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.Maml*).
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
/// Finn, Abbeel and Levine, [Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks](https://arxiv.org/abs/1703.03400), 2017: an initialization is
/// learned from which a few steps of gradient descent on a handful of examples give a good classifier. Exact (second-order) meta-gradients by default.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.Maml(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.Maml(Options)"/>
/// <seealso cref="Options"/>
public sealed class MamlTrainer : ClassifierMetaTrainerBase<MamlTrainer.Options>
{
    /// <summary>Options of <see cref="MamlTrainer"/>.</summary>
    public sealed class Options : GradientClassifierMetaTrainerOptions
    {
        /// <summary>What the last layer starts from in the inner loop. The default is <see cref="HeadInitialization.Learned"/>.</summary>
        public HeadInitialization Head;

        /// <summary>Whether a factor of the logits is meta-learned. The default is <see langword="false"/>.</summary>
        public bool LearnTemperature;

        internal override void Check()
        {
            base.Check();
            Checks.Defined(Head, nameof(Head));
        }
    }

    internal MamlTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(MamlTrainer))
    {
    }

    private protected override int? Outputs => TrainerOptions.Head == HeadInitialization.Learned ? TrainerOptions.Ways : null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with { Head = TrainerOptions.Head, LearnsTemperature = TrainerOptions.LearnTemperature });
}
