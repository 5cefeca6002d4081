using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Trainers;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>The <see cref="IEstimator{TTransformer}"/> that adapts a meta-learned regressor to a handful of rows of one new task.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use [FewShotRegression](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.FewShotRegression*), or
/// [Adapt](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.Adapt*) for a whole pipeline.
///
/// ### Input and Output Columns
/// The label column is <xref:System.Single>. The feature column is a vector of <xref:System.Single> of the size that the model was
/// meta-trained on.
/// All rows belong to the one task: where they have the task column of meta-training, it must not name several.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `Score` | <xref:System.Single> | The prediction. |
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.FewShotRegression(MetaLearnedTransformer, string?, string?)"/>
public sealed class FewShotRegressionEstimator : IEstimator<FewShotRegressionTransformer>
{
    private readonly IHost _host;
    private readonly MetaLearnedTransformer _meta;
    private readonly string _labelColumnName;
    private readonly string _featureColumnName;

    internal FewShotRegressionEstimator(
        IHostEnvironment env, MetaLearnedTransformer meta, string? labelColumnName, string? featureColumnName)
    {
        ArgumentNullException.ThrowIfNull(meta);
        _host = env.Register(nameof(FewShotRegressionEstimator));
        if (meta.Learner.Problem.Task != TaskKind.Regression)
            throw new ArgumentException("the model was meta-trained for classification; use FewShotClassification.", nameof(meta));
        _meta = meta;
        _labelColumnName = labelColumnName ?? meta.Columns.Label;
        _featureColumnName = featureColumnName ?? meta.Columns.Features;
    }

    /// <summary>Adapts the model to the rows of <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the rows are of several tasks.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, or one has a label or feature that is not a finite number, or the adaptation diverged.
    /// </exception>
    public FewShotRegressionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var use = _meta.Use();
        RequireOneTask(input);
        using var scope = NewDisposeScope();
        using var channel = _host.Start("Adaptation");
        using var support = ExampleReader.ReadRegression(
            input, taskColumn: null, _labelColumnName, _featureColumnName, _meta.Backbone.InputShape, setName: AdaptationSource.SetName);
        var device = HostContext.Device(_host, channel);
        var examples = new Examples(support.AllInputs(), support.Targets!);
        using var interruption = Interruption.By(() => HostContext.IsCancelled(_host));
        var predictor = _meta.Model.To(device).Adapt(examples.To(device));
        Divergence.Check(predictor, examples.Inputs);
        return new FewShotRegressionTransformer(_host, predictor.ToServe(), _featureColumnName);
    }

    /// <summary>Rows need not say their task, but those that do must say the same.</summary>
    private void RequireOneTask(IDataView input)
    {
        if (_meta.Columns.Task is not { } name || input.Schema.GetColumnOrNull(name) is not { } column || !LabelTypes.Supports(column.Type))
            return;
        var tasks = new HashSet<object>();
        using var cursor = input.GetRowCursor([column]);
        var getter = new LabelReader(column).CreateGetter(cursor);
        while (cursor.MoveNext())
            if (getter().Value is { } task)
                tasks.Add(task);
        if (tasks.Count > 1)
            throw new ArgumentOutOfRangeException(nameof(input),
                $"the support set must be of one task, but column '{name}' names {tasks.Count.ToString(CultureInfo.InvariantCulture)}: " +
                $"{string.Join(", ", tasks.Take(10))}. Adapt to each by itself.");
    }

    /// <summary>The schema of the transformer: the columns of the input, and <c>Score</c>.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ExampleColumns.CheckTarget(inputSchema, _labelColumnName);
        ExampleColumns.CheckFeatures(inputSchema, _featureColumnName);
        var added = FewShotRegressionTransformer.OutputShape();
        return new SchemaShape(inputSchema.Where(c => c.Name != added.Name).Append(added));
    }
}
