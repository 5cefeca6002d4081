using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>The estimators that meta-train classifiers.</summary>
/// <typeparam name="TOptions">The options of the trainer.</typeparam>
public abstract class ClassifierMetaTrainerBase<TOptions> : MetaTrainerBase<TOptions> where TOptions : ClassifierMetaTrainerOptions
{
    private protected ClassifierMetaTrainerBase(IHostEnvironment env, TOptions options, string name)
        : base(env, options, name)
    {
    }

    private protected override ExampleColumnNames ColumnNames =>
        new(TrainerOptions.LabelColumnName, TrainerOptions.FeatureColumnName, Task: null);

    private protected override TaskKind Task => TaskKind.Classification;

    private protected override int? Outputs => TrainerOptions.Ways;

    private protected override ExampleSet Read(IDataView data, IReadOnlyList<long> inputShape, string setName) =>
        ExampleReader.ReadClassification(
            data, TrainerOptions.LabelColumnName, TrainerOptions.FeatureColumnName, inputShape, TrainerOptions.DataMemoryLimit, setName);

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
