using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by MAML with a meta-learned rate for every weight (Meta-SGD).
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [MetaSgd](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.MetaSgd*).
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
/// Li, Zhou, Chen and Li, [Meta-SGD: Learning to Learn Quickly for Few-Shot Learning](https://arxiv.org/abs/1707.09835), 2017: initialization, direction and size of
/// the inner steps are learned. All rates start at `InnerLearningRate`; the paper draws them from 0.005 to 0.1 and takes one step.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.MetaSgd(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.MetaSgd(Options)"/>
/// <seealso cref="Options"/>
public sealed class MetaSgdTrainer : ClassifierMetaTrainerBase<MetaSgdTrainer.Options>
{
    /// <summary>Options of <see cref="MetaSgdTrainer"/>.</summary>
    public sealed class Options : GradientClassifierMetaTrainerOptions
    {
        /// <summary>Options with the defaults of the paper: one inner step.</summary>
        public Options() => InnerLoop.AdaptationSteps = 1;
    }

    internal MetaSgdTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(MetaSgdTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with { Rates = InnerRates.PerWeight });
}
