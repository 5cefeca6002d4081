using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by MAML whose inner loop adapts the backbone alone and leaves
/// the last layer as it is (BOIL).
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [Boil](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.Boil*).
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
/// Oh, Yoo, Kim and Yun, [BOIL: Towards Representation Change for Few-shot Learning](https://arxiv.org/abs/2008.08882), 2021.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.Boil(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.Boil(Options)"/>
/// <seealso cref="Options"/>
public sealed class BoilTrainer : ClassifierMetaTrainerBase<BoilTrainer.Options>
{
    /// <summary>Options of <see cref="BoilTrainer"/>.</summary>
    public sealed class Options : GradientClassifierMetaTrainerOptions
    {
        /// <summary>Whether a factor of the logits is meta-learned. The default is <see langword="false"/>.</summary>
        public bool LearnTemperature;
    }

    internal BoilTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(BoilTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with { Adapts = AdaptedPart.Backbone, LearnsTemperature = TrainerOptions.LearnTemperature });
}
