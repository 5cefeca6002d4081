using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that meta-trains a classifier by nearest class means: a prototypical network.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [PrototypicalNetwork](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.PrototypicalNetwork*).
///
/// ### Input and Output Columns
/// The label column names the class: text, a key or any integer type. The feature column is a vector of <xref:System.Single> of known size.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `Embedding` | Known-sized vector of <xref:System.Single> | The features of the meta-learned backbone. |
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
/// Snell, Swersky and Zemel, [Prototypical Networks for Few-shot Learning](https://arxiv.org/abs/1703.05175), 2017. The authors meta-train with more classes per
/// episode than they test with (60 for Omniglot): set `Ways` as high as the data allows.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.PrototypicalNetwork(string, string, int, int, int, int)"/>
/// <seealso cref="MetaLearningCatalog.PrototypicalNetwork(Options)"/>
/// <seealso cref="Options"/>
public sealed class PrototypicalNetworkTrainer : ClassifierMetaTrainerBase<PrototypicalNetworkTrainer.Options>
{
    /// <summary>Options of <see cref="PrototypicalNetworkTrainer"/>.</summary>
    public sealed class Options : ClassifierMetaTrainerOptions
    {
        /// <summary>How far an embedding is from a prototype. The default is <see cref="PrototypeDistance.SquaredEuclidean"/>.</summary>
        public PrototypeDistance Distance;

        internal override void Check()
        {
            base.Check();
            Checks.Defined(Distance, nameof(Distance));
        }
    }

    internal PrototypicalNetworkTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(PrototypicalNetworkTrainer))
    {
    }

    private protected override int? Outputs => null;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new PrototypicalLearner(Problem(backbone), TrainerOptions.Distance, TrainerOptions.GradientEngine);
}
