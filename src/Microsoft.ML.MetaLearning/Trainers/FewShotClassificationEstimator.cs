using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learning;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>The <see cref="IEstimator{TTransformer}"/> that adapts a meta-learned model to a handful of labelled rows, in milliseconds.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use [FewShotClassification](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.FewShotClassification*), or
/// [Adapt](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.Adapt*) for a whole pipeline.
///
/// ### Input and Output Columns
/// The label column is text, a key or any integer type; its classes need not have been seen in meta-training. The feature column is a vector of
/// <xref:System.Single> of the size that the model was meta-trained on.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `PredictedLabel` | Key | The class, over the labels of the support set: `MapKeyToValue` gives the label back. |
/// | `Score` | Known-sized vector of <xref:System.Single> | The probability of each class; its slot names are the labels. |
///
/// Classes come in the order of their keys, or of their first rows, as in `MapValueToKey`.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.FewShotClassification(MetaLearnedTransformer, string?, string?)"/>
public sealed class FewShotClassificationEstimator : IEstimator<FewShotClassificationTransformer>
{
    private readonly IHost _host;
    private readonly MetaLearnedTransformer _meta;
    private readonly string _labelColumnName;
    private readonly string _featureColumnName;

    internal FewShotClassificationEstimator(IHostEnvironment env, MetaLearnedTransformer meta, string? labelColumnName, string? featureColumnName)
    {
        ArgumentNullException.ThrowIfNull(meta);
        _host = env.Register(nameof(FewShotClassificationEstimator));
        if (meta.Learner.Problem.Task != TaskKind.Classification)
            throw new ArgumentException("the model was meta-trained for regression; use FewShotRegression.", nameof(meta));
        _meta = meta;
        _labelColumnName = labelColumnName ?? meta.Columns.Label;
        _featureColumnName = featureColumnName ?? meta.Columns.Features;
    }

    /// <summary>Adapts the model to the labelled rows of <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the rows have fewer than two classes, or more than the model was meta-trained for.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or one has no label or a feature that is not a finite number.</exception>
    public FewShotClassificationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        using var channel = _host.Start("Adaptation");
        using var support = ExampleReader.ReadClassification(input, _labelColumnName, _featureColumnName, _meta.Backbone.InputShape);
        CheckClasses(support.Labels);
        if (_meta.Normalization.IsTransductive())
            channel.Info(MessageSensitivity.None, "the model was meta-trained with transductive batch normalization; the classifier normalizes by the support set instead, since it predicts row by row.");

        var classOfRow = new long[support.Count];
        for (var c = 0; c < support.Classes.Count; c++)
            foreach (var row in support.Classes[c])
                classOfRow[row] = c;
        var device = HostContext.Device(_host, channel);
        var predictor = _meta.Learner.Adapt(_meta.Parameters.To(device), new Examples(support.AllInputs(), tensor(classOfRow)).To(device));
        return new FewShotClassificationTransformer(_host, predictor.ToServe(), support.Labels, _featureColumnName);
    }

    /// <summary>The schema of the transformer: the columns of the input, <c>PredictedLabel</c> and <c>Score</c>.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = ExampleColumns.CheckClass(inputSchema, _labelColumnName);
        ExampleColumns.CheckFeatures(inputSchema, _featureColumnName);
        var added = FewShotClassificationTransformer.OutputShape(ValueType(label));
        return new SchemaShape(inputSchema.Where(c => added.All(a => a.Name != c.Name)).Concat(added));
    }

    /// <summary>The type of the values that labels stand for: that of the key values if they could be labels themselves, otherwise the labels' own.</summary>
    private static DataViewType ValueType(SchemaShape.Column label) =>
        label.Annotations.Where(a => label.IsKey && a.Name == AnnotationUtils.Kinds.KeyValues && !a.IsKey && LabelTypes.Supports(a.ItemType))
            .Select(a => a.ItemType).FirstOrDefault(label.ItemType);

    private void CheckClasses(ClassLabels labels)
    {
        if (labels.Count < 2)
            throw new ArgumentOutOfRangeException("input", $"the support set must have at least 2 classes, but all its rows are labelled '{labels.Names[0]}'.");
        if (labels.Count > _meta.Learner.Problem.Outputs)
            throw new ArgumentOutOfRangeException("input",
                $"the support set has {labels.Count} classes, but the model was meta-trained to tell {_meta.Learner.Problem.Outputs} apart: {string.Join(", ", labels.Names)}.");
    }
}
