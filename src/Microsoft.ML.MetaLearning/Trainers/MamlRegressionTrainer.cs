using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>The <see cref="IEstimator{TTransformer}"/> that meta-trains a regressor by model-agnostic meta-learning (MAML).</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use [MamlRegression](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.MamlRegression*).
///
/// ### Input and Output Columns
/// The task column names the group a row belongs to, a user, a sensor or a curve: text, a key or any integer type. The label column is
/// <xref:System.Single>.
/// The feature column is a vector of <xref:System.Single> of known size.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `Embedding` | Known-sized vector of <xref:System.Single> | The features of the meta-learned backbone, before any adaptation. |
///
/// The transformer is made to be adapted: `mlContext.MetaLearning().Adapt(model, support)` gives a regressor with `Score`.
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Few-shot regression |
/// | Is normalization required? | Yes: features and labels should be of order 1 |
/// | Is caching required? | No: rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.MetaLearning and a libtorch package, for instance libtorch-cpu |
/// | Exportable to ONNX | No |
///
/// ### Training Algorithm Details
/// Finn, Abbeel and Levine, [Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks](https://arxiv.org/abs/1703.03400), 2017,
/// section 5.1.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.MamlRegression(string, string, string, int, int, double, int)"/>
/// <seealso cref="MetaLearningCatalog.MamlRegression(Options)"/>
/// <seealso cref="Options"/>
public sealed class MamlRegressionTrainer : MetaTrainerBase<MamlRegressionTrainer.Options>
{
    /// <summary>Options of <see cref="MamlRegressionTrainer"/>.</summary>
    public sealed class Options : MetaTrainerOptions
    {
        /// <summary>Options with the defaults for regression: 10 shots, 10 query shots, inner learning rate 0.01.</summary>
        public Options()
        {
            Shots = 10;
            QueryShots = 10;
            InnerLoop.LearningRate = 0.01;
        }

        /// <summary>The column that names the task a row belongs to: text, a key or any integer type. The default is "Task".</summary>
        public string TaskColumnName = "Task";

        /// <summary>The inner loop. The default of its learning rate is 0.01.</summary>
        public readonly InnerLoop InnerLoop = new();

        internal override long? TensorMemoryLimit => InnerLoop.MemoryLimit;

        internal override void Check()
        {
            base.Check();
            InnerLoop.Check();
            Checks.NotEmpty(TaskColumnName, nameof(TaskColumnName));
        }
    }

    internal MamlRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(MamlRegressionTrainer))
    {
    }

    private protected override ExampleColumnNames ColumnNames =>
        new(TrainerOptions.LabelColumnName, TrainerOptions.FeatureColumnName, TrainerOptions.TaskColumnName);

    private protected override TaskKind Task => TaskKind.Regression;

    private protected override int? Outputs => 1;

    private protected override IFewShotLearner CreateLearner(Backbone backbone) =>
        new MamlLearner(Problem(backbone), TrainerOptions.InnerLoop.Settings(TrainerOptions.GradientEngine));

    private protected override ExampleSet Read(IDataView data, IReadOnlyList<long> inputShape, string setName) =>
        ExampleReader.ReadRegression(
            data,
            TrainerOptions.TaskColumnName,
            TrainerOptions.LabelColumnName,
            TrainerOptions.FeatureColumnName,
            inputShape,
            TrainerOptions.DataMemoryLimit,
            setName);

    private protected override void CheckColumns(DataViewSchema schema)
    {
        ExampleColumns.Class(schema, TrainerOptions.TaskColumnName, "task");
        ExampleColumns.Target(schema, TrainerOptions.LabelColumnName);
        ExampleColumns.Features(schema, TrainerOptions.FeatureColumnName);
    }

    private protected override void CheckColumns(SchemaShape shape)
    {
        ExampleColumns.CheckClass(shape, TrainerOptions.TaskColumnName, "task");
        ExampleColumns.CheckTarget(shape, TrainerOptions.LabelColumnName);
        ExampleColumns.CheckFeatures(shape, TrainerOptions.FeatureColumnName);
    }
}
