using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that trains an ordinary classifier, whose features adaptation compares with those of the
/// support set: k nearest neighbors, the simplest baseline of few-shot learning.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [NearestNeighbor](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.NearestNeighbor*).
///
/// ### Input and Output Columns
/// The label column names the class: text, a key or any integer type. The feature column is a vector of <xref:System.Single> of known size.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `Embedding` | Known-sized vector of <xref:System.Single> | The features of the trained backbone. |
///
/// The transformer is made to be adapted: `mlContext.MetaLearning().Adapt(model, support)` gives a classifier with `PredictedLabel` and `Score`, for any number
/// of classes. With one neighbor, scores are a softmax over the similarity of the nearest row of each class; with more, the part of the votes.
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
/// Triantafillou et al., [Meta-Dataset](https://arxiv.org/abs/1903.03096), 2020, section 3: a classifier of all classes is trained in mini-batches; its last layer
/// is thrown away. `MetaSteps = 0` trains nothing: the neighbors are those under the backbone of `InitialModel`, or under random features.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.NearestNeighbor(string, string, int, NeighborDistance, int)"/>
/// <seealso cref="MetaLearningCatalog.NearestNeighbor(Options)"/>
/// <seealso cref="Options"/>
public sealed class NearestNeighborTrainer : BatchClassifierMetaTrainerBase<NearestNeighborTrainer.Options>
{
    /// <summary>Options of <see cref="NearestNeighborTrainer"/>.</summary>
    public sealed class Options : BatchClassifierMetaTrainerOptions
    {
        /// <summary>Rows of the support set that vote: all of them if there are fewer. The default is 1.</summary>
        public int Neighbors = 1;

        /// <summary>Which rows are near. The default is <see cref="NeighborDistance.Cosine"/>.</summary>
        public NeighborDistance Distance;

        internal override void Check()
        {
            base.Check();
            Checks.Between(Neighbors, 1, Limits.Shots, nameof(Neighbors));
            Checks.Defined(Distance, nameof(Distance));
        }
    }

    internal NearestNeighborTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(NearestNeighborTrainer))
    {
    }

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new NearestNeighborLearner(Problem(backbone), TrainerOptions.Neighbors, TrainerOptions.Distance, TrainerOptions.GradientEngine);
}
