using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by MAML whose last layer starts from the classes' prototypes
/// (Proto-MAML).
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [ProtoMaml](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.ProtoMaml*).
///
/// ### Input and Output Columns
/// The label column names the class: text, a key or any integer type. The feature column is a vector of <xref:System.Single> of known size.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `Embedding` | Known-sized vector of <xref:System.Single> | The features of the meta-learned backbone, before any adaptation. |
///
/// The transformer is made to be adapted: `mlContext.MetaLearning().Adapt(model, support)` gives a classifier with `PredictedLabel` and `Score`, for any number
/// of classes.
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
/// Triantafillou et al., [Meta-Dataset: A Dataset of Datasets for Learning to Learn from Few Examples](https://arxiv.org/abs/1903.03096), 2020, section 4: before the
/// inner loop the last layer is that of a prototypical network; gradients flow through the prototypes. `FirstOrder` gives fo-Proto-MAML.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.ProtoMaml(string, string, int, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.ProtoMaml(Options)"/>
/// <seealso cref="Options"/>
public sealed class ProtoMamlTrainer : ClassifierMetaTrainerBase<ProtoMamlTrainer.Options>
{
    /// <summary>Options of <see cref="ProtoMamlTrainer"/>.</summary>
    public sealed class Options : GradientClassifierMetaTrainerOptions
    {
        /// <summary>
        /// Options with the defaults of the reference code: rate 0.01, gains and biases of normalization layers are not adapted.
        /// </summary>
        public Options() => (InnerLoop.LearningRate, InnerLoop.Frozen) = (0.01, [".norm."]);

        /// <summary>Whether a factor of the logits is meta-learned. The default is <see langword="false"/>.</summary>
        public bool LearnTemperature;
    }

    internal ProtoMamlTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(ProtoMamlTrainer))
    {
    }

    private protected override int? Outputs => null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) => new MamlLearner(
        Problem(backbone),
        TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine) with { Head = HeadInitialization.Prototypes, LearnsTemperature = TrainerOptions.LearnTemperature });
}
