using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learning;
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
public sealed class MamlTrainer : MetaTrainerBase<MamlTrainer.Options>
{
    /// <summary>Options of <see cref="MamlTrainer"/>.</summary>
    public sealed class Options : GradientMetaTrainerOptions
    {
        /// <summary>The column that names the class: text, a key or any integer type. The default is "Label".</summary>
        public string LabelColumnName = "Label";

        /// <summary>Classes per episode; an adapted classifier can tell as many apart, or fewer. The default is 5.</summary>
        public int Ways = 5;

        /// <summary>How meta-training makes more of its classes. The default is <see cref="Augmentation.None"/>.</summary>
        public Augmentation Augmentation;

        internal override void Check()
        {
            base.Check();
            Checks.NotEmpty(LabelColumnName, nameof(LabelColumnName));
            Checks.AtLeast(Ways, 2, nameof(Ways));
            Checks.Defined(Augmentation, nameof(Augmentation));
        }
    }

    internal MamlTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(MamlTrainer))
    {
    }

    private protected override EpisodeShape Shape => new(TrainerOptions.Ways, TrainerOptions.Shots, TrainerOptions.QueryShots);

    private protected override Augmentation Augmentation => TrainerOptions.Augmentation;

    private protected override ExampleColumnNames ColumnNames => new(TrainerOptions.LabelColumnName, TrainerOptions.FeatureColumnName, Task: null);

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new MamlLearner(backbone, TrainerOptions.Ways, TaskKind.Classification, TrainerOptions.Normalization, TrainerOptions.MamlSettings);

    private protected override ExampleSet Read(IDataView data, IReadOnlyList<long> inputShape) =>
        ExampleReader.ReadClassification(data, TrainerOptions.LabelColumnName, TrainerOptions.FeatureColumnName, inputShape);

    private protected override void CheckColumns(DataViewSchema schema)
    {
        ExampleColumns.Class(schema, TrainerOptions.LabelColumnName);
        ExampleColumns.Features(schema, TrainerOptions.FeatureColumnName);
    }

    private protected override void CheckColumns(SchemaShape shape)
    {
        ExampleColumns.CheckClass(shape, TrainerOptions.LabelColumnName);
        ExampleColumns.CheckFeatures(shape, TrainerOptions.FeatureColumnName);
    }
}
