using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Trainers;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that adapts a meta-learned model to a handful of labelled rows, in milliseconds.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use [FewShotClassification](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.FewShotClassification*), or
/// [Adapt](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.Adapt*) for a whole pipeline.
///
/// ### Input and Output Columns
/// The label column is text, a key or any integer type; its classes need not have been seen in meta-training. The feature column is a
/// vector of
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
/// <seealso cref="MetaLearningCatalog.FewShotClassification(MetaLearnedTransformer, string?, string?, bool, bool)"/>
public sealed class FewShotClassificationEstimator : IEstimator<FewShotClassificationTransformer>
{
    private readonly IHost _host;
    private readonly MetaLearnedTransformer _meta;
    private readonly string _labelColumnName;
    private readonly string _featureColumnName;
    private readonly bool _keepSupport;
    private readonly bool _balanceClasses;

    internal FewShotClassificationEstimator(
        IHostEnvironment env,
        MetaLearnedTransformer meta,
        string? labelColumnName,
        string? featureColumnName,
        bool keepSupport,
        bool balanceClasses)
    {
        ArgumentNullException.ThrowIfNull(meta);
        _host = env.Register(nameof(FewShotClassificationEstimator));
        if (meta.Learner.Problem.Task != TaskKind.Classification)
            throw new ArgumentException("the model was meta-trained for regression; use FewShotRegression.", nameof(meta));
        _meta = meta;
        _labelColumnName = labelColumnName ?? meta.Columns.Label;
        _featureColumnName = featureColumnName ?? meta.Columns.Features;
        (_keepSupport, _balanceClasses) = (keepSupport, balanceClasses);
    }

    /// <summary>Adapts the model to the labelled rows of <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of a wrong type, or the rows have fewer than two classes, or more than the model was meta-trained for.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, one has no label or a feature that is not a finite number, or the adaptation diverged.
    /// </exception>
    public FewShotClassificationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var use = _meta.Use();
        using var support = ExampleReader.ReadClassification(
            input, _labelColumnName, _featureColumnName, _meta.Backbone.InputShape, setName: AdaptationSource.SetName);
        using var scope = NewDisposeScope();
        return ClassifierAdaptation.Run(
            _host,
            AdaptationSource.Of(_meta.Model, _labelColumnName, support) with { BalancesClasses = _balanceClasses },
            _featureColumnName,
            _keepSupport);
    }

    /// <summary>The schema of the transformer: the columns of the input, <c>PredictedLabel</c> and <c>Score</c>.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        ClassifierSchema.Of(inputSchema, _labelColumnName, _featureColumnName);
}
