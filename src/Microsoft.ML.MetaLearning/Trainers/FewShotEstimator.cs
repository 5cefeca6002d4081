using System;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Trainers;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that turns a handful of labelled rows into a classifier, straight from embeddings: without
/// meta-training, and always the same one for the same rows in the same order.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use [FewShot](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.FewShot*).
///
/// ### Input and Output Columns
/// The label column is text, a key or any integer type. The feature column is a vector of <xref:System.Single> of known size: the embedding
/// of a pretrained model, of sentences or images for instance.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `PredictedLabel` | Key | The class, over the labels of the support set: `MapKeyToValue` gives the label back. |
/// | `Score` | Known-sized vector of <xref:System.Single> | The probability of each class; its slot names are the labels. |
///
/// ### Algorithm
/// A row counts by its direction from a centre (Wang et al., [SimpleShot](https://arxiv.org/abs/1911.04623), 2019); of features none of
/// which are negative, the square roots count. A linear classifier of directions is chosen and calibrated by rows held out of the support
/// set: see <xref:Microsoft.ML.MetaLearning.FewShotHead>.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.FewShot(string, string, FewShotHead)"/>
/// <seealso cref="MetaLearningCatalog.FewShot(Options)"/>
/// <seealso cref="Options"/>
public sealed class FewShotEstimator : IEstimator<FewShotClassificationTransformer>
{
    /// <summary>Options of <see cref="FewShotEstimator"/>.</summary>
    public sealed class Options
    {
        /// <summary>The column that names the class. The default is "Label".</summary>
        public string LabelColumnName = "Label";

        /// <summary>The column of embeddings. The default is "Features".</summary>
        public string FeatureColumnName = "Features";

        /// <summary>The classifier. The default is <see cref="FewShotHead.Automatic"/>.</summary>
        public FewShotHead Head;

        /// <summary>
        /// Rows of any kind, without labels, but with the column of embeddings: their mean is the centre. The default is
        /// <see langword="null"/>: the centre comes from the support set.
        /// </summary>
        public IDataView? Background;

        /// <summary>The seed of what is held out of the support set to choose and calibrate the classifier. The default is 0.</summary>
        public int Seed;

        /// <summary>
        /// Whether the classifier keeps the support set, to add and remove classes, to reject and to explain later. The default is
        /// <see langword="true"/>.
        /// </summary>
        public bool KeepSupport = true;

        internal void Check()
        {
            Checks.NotEmpty(LabelColumnName, nameof(LabelColumnName));
            Checks.NotEmpty(FeatureColumnName, nameof(FeatureColumnName));
            Checks.Defined(Head, nameof(Head));
        }
    }

    private readonly IHost _host;
    private readonly Options _options;

    internal FewShotEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _host = env.Register(nameof(FewShotEstimator));
        _options = options;
    }

    /// <summary>Turns the labelled rows of <paramref name="input"/> into a classifier.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of a wrong type, or the rows have fewer than two classes.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, one has no label or a feature that is not a finite number, or has nothing but zeros.
    /// </exception>
    public FewShotClassificationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var model = CreateModel(input.Schema);
        using var support = ExampleReader.ReadClassification(
            input, _options.LabelColumnName, _options.FeatureColumnName, model.Learner.Problem.Backbone.InputShape,
            setName: AdaptationSource.SetName);
        var source = AdaptationSource.Of(model, _options.LabelColumnName, support);
        CheckDirections(source.Support.Inputs);
        return ClassifierAdaptation.Run(_host, source, _options.FeatureColumnName, _options.KeepSupport);
    }

    /// <summary>
    /// Returns what <see cref="Fit"/> adapts, as a meta-learned model: to evaluate over episodes, or to compare with models that were
    /// meta-trained.
    /// </summary>
    /// <param name="inputSchema">The columns of the rows.</param>
    public MetaLearnedTransformer ToMetaModel(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        using var scope = NewDisposeScope();
        var model = CreateModel(inputSchema);
        return new MetaLearnedTransformer(
            _host,
            model with { Parameters = model.Parameters.DetachFromDisposeScope() },
            new NormalizationMoments(),
            new EpisodeShape(Ways: 5, Shots: 1, QueryShots: 15),
            new ExampleColumnNames(_options.LabelColumnName, _options.FeatureColumnName, Task: null));
    }

    /// <summary>The schema of the transformer: the columns of the input, <c>PredictedLabel</c> and <c>Score</c>.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        ClassifierSchema.Of(inputSchema, _options.LabelColumnName, _options.FeatureColumnName);

    private MetaLearnedModel CreateModel(DataViewSchema schema)
    {
        var features = (VectorDataViewType)ExampleColumns.Features(schema, _options.FeatureColumnName).Type;
        var backbone = new Identity(features.Size);
        var problem = new FewShotProblem(backbone, TaskKind.Classification, Outputs: null, Normalization.SupportStatistics);
        var learner = new EmbeddingLearner(problem, _options.Head, _options.Seed, _options.Background is not null);
        using var generator = new Generator(0);
        var parameters = learner.Initialize(generator);
        return new MetaLearnedModel(learner, _options.Background is null
            ? parameters
            : parameters.Combine(EmbeddingLearner.BackgroundOf(ReadBackground(_options.Background, backbone))));
    }

    // result: [n, features]
    private Tensor ReadBackground(IDataView background, Identity backbone)
    {
        using var inputs = ExampleReader.ReadFeatures(background, _options.FeatureColumnName, backbone.InputShape, "the background");
        return inputs.All();
    }

    // inputs: [n, features]
    private void CheckDirections(Tensor inputs)
    {
        var row = Array.IndexOf(inputs.abs().amax([1]).data<float>().ToArray(), 0);
        if (row >= 0)
            throw new InvalidOperationException(
                $"row {row} of {AdaptationSource.SetName} has nothing but zeros in feature column '{_options.FeatureColumnName}', which " +
                "are not like anything.");
    }
}
