using System;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Few-shot learning: <c>mlContext.MetaLearning()</c>.</summary>
public sealed partial class MetaLearningCatalog
{
    private const string EvaluationSet = "the set to evaluate on";
    private readonly MLContext _mlContext;

    internal MetaLearningCatalog(MLContext mlContext)
    {
        Libtorch.Require();
        _mlContext = mlContext;
    }

    private IHostEnvironment Environment => _mlContext;

    /// <summary>
    /// Create <see cref="FewShotClassificationEstimator"/>, which adapts a meta-learned model to a handful of labelled rows.
    /// </summary>
    /// <param name="meta">The meta-learned model.</param>
    /// <param name="labelColumnName">The column that names the class; the one of meta-training if <see langword="null"/>.</param>
    /// <param name="featureColumnName">The column of features; the one of meta-training if <see langword="null"/>.</param>
    /// <param name="keepSupport">
    /// Whether the classifier keeps its support set and the meta-learned model, to add and remove classes later: see
    /// <see cref="AddClasses"/>.
    /// </param>
    /// <param name="balanceClasses">
    /// Whether all classes count equally, however many rows each has; otherwise adaptation by gradient steps favors the larger ones.
    /// </param>
    /// <exception cref="ArgumentException">The model was meta-trained for regression.</exception>
    public FewShotClassificationEstimator FewShotClassification(
        MetaLearnedTransformer meta, string? labelColumnName = null, string? featureColumnName = null, bool keepSupport = false, bool balanceClasses = false) =>
        new(Environment, meta, labelColumnName, featureColumnName, keepSupport, balanceClasses);

    /// <summary>
    /// Create <see cref="FewShotRegressionEstimator"/>, which adapts a meta-learned regressor to a handful of rows of one task.
    /// </summary>
    /// <param name="meta">The meta-learned model.</param>
    /// <param name="labelColumnName">The column to predict; the one of meta-training if <see langword="null"/>.</param>
    /// <param name="featureColumnName">The column of features; the one of meta-training if <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The model was meta-trained for classification.</exception>
    public FewShotRegressionEstimator FewShotRegression(MetaLearnedTransformer meta, string? labelColumnName = null, string? featureColumnName = null) =>
        new(Environment, meta, labelColumnName, featureColumnName);

    /// <summary>
    /// Adapts a fitted pipeline that ends in a meta-learned model to a handful of labelled rows: its preprocessing is kept, its last step
    /// becomes a classifier or regressor.
    /// </summary>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="support">The labelled rows, with the columns that the pipeline was fitted on.</param>
    /// <param name="keepSupport">
    /// Whether a classifier keeps its support set and the meta-learned model, to add and remove classes later: see
    /// <see cref="AddClasses"/>.
    /// </param>
    /// <param name="balanceClasses">
    /// Whether all classes count equally, however many rows each has; otherwise adaptation by gradient steps favors the larger ones.
    /// </param>
    /// <returns>A model to save, load, chain and serve like any other.</returns>
    /// <exception cref="ArgumentException">
    /// The pipeline does not end in a meta-learned model, or it is a regressor, which has no classes to keep or to balance.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of a wrong type, or the number of classes does not suit the model.
    /// </exception>
    public TransformerChain<ITransformer> Adapt(ITransformer metaModel, IDataView support, bool keepSupport = false, bool balanceClasses = false)
    {
        ArgumentNullException.ThrowIfNull(support);
        var (preprocessing, meta) = MetaModelChain.Split(metaModel);
        var classifies = meta.Learner.Problem.Task == TaskKind.Classification;
        if (keepSupport && !classifies)
            throw new ArgumentException("the model was meta-trained for regression, and a regressor has no classes to add or remove; leave keepSupport false.", nameof(keepSupport));
        if (balanceClasses && !classifies)
            throw new ArgumentException("the model was meta-trained for regression, and a regressor has no classes to balance; leave balanceClasses false.", nameof(balanceClasses));
        var rows = preprocessing.Transform(support);
        return preprocessing.Append<ITransformer>(classifies ? FewShotClassification(meta, keepSupport: keepSupport, balanceClasses: balanceClasses).Fit(rows) : FewShotRegression(meta).Fit(rows));
    }

    /// <summary>
    /// Evaluates a meta-learned classifier over episodes of classes it has not seen, under both protocols of normalization.
    /// </summary>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipeline was fitted on.</param>
    /// <param name="episodes">Episodes to evaluate.</param>
    /// <param name="ways">Classes per episode; as in meta-training if <see langword="null"/>.</param>
    /// <param name="shots">Support examples per class; as in meta-training if <see langword="null"/>.</param>
    /// <param name="queryShots">Query examples per class; as in meta-training if <see langword="null"/>.</param>
    /// <param name="adaptationSteps">Gradient steps; the test steps of meta-training if <see langword="null"/>.</param>
    /// <param name="seed">Evaluations of the same seed take the same episodes, so that models can be compared in pairs.</param>
    /// <exception cref="ArgumentException">The pipeline does not end in a meta-learned classifier.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column or number does not suit the model, or the rows are too few for the episodes asked for.
    /// </exception>
    public FewShotMetrics Evaluate(
        ITransformer metaModel, IDataView metaTest, int episodes = 600, int? ways = null, int? shots = null, int? queryShots = null, int? adaptationSteps = null, int seed = 0) =>
        Evaluate(metaModel, metaTest, EpisodeSampling.Fixed, episodes, ways, shots, queryShots, adaptationSteps, seed);

    /// <summary>Evaluates a meta-learned regressor over tasks it has not seen.</summary>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="metaTest">Rows of unseen tasks, with the columns that the pipeline was fitted on.</param>
    /// <param name="episodes">Tasks to evaluate.</param>
    /// <param name="shots">Support examples per task; as in meta-training if <see langword="null"/>.</param>
    /// <param name="queryShots">Query examples per task; as in meta-training if <see langword="null"/>.</param>
    /// <param name="adaptationSteps">Gradient steps, 0 for none; the test steps of meta-training if <see langword="null"/>.</param>
    /// <param name="seed">Evaluations of the same seed take the same episodes.</param>
    /// <exception cref="ArgumentException">The pipeline does not end in a meta-learned regressor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column or number does not suit the model, or the rows are too few for the episodes asked for.
    /// </exception>
    public FewShotRegressionMetrics EvaluateRegression(
        ITransformer metaModel, IDataView metaTest, int episodes = 600, int? shots = null, int? queryShots = null, int? adaptationSteps = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        CheckNumbers(episodes, adaptationSteps);
        var (preprocessing, meta) = MetaModelChain.Split(metaModel);
        if (meta.Learner.Problem.Task != TaskKind.Regression)
            throw new ArgumentException("the model was meta-trained for classification; use Evaluate.", nameof(metaModel));
        var shape = new EpisodeShape(Ways: 1, shots ?? meta.Shape.Shots, queryShots ?? meta.Shape.QueryShots);
        CheckShots(shape);
        var rows = preprocessing.Transform(metaTest);
        using var examples = ExampleReader.ReadRegression(rows, meta.Columns.Task, meta.Columns.Label, meta.Columns.Features, meta.Backbone.InputShape, setName: EvaluationSet);
        return Evaluate(meta, examples, shape, adaptationSteps, seed, (evaluator, source) => evaluator.Regression(source, episodes));
    }

    /// <summary>Splits the rows of a data set by class, at random.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="validationFraction">The part of the classes to validate on.</param>
    /// <param name="testFraction">The part of the classes to evaluate on.</param>
    /// <param name="seed">Splits of the same seed and classes are the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing or of a wrong type, or the fractions leave nothing to train on.
    /// </exception>
    public ClassSplit SplitByClass(IDataView data, string labelColumnName = "Label", double validationFraction = 0.1, double testFraction = 0.2, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var channel = Environment.Start(nameof(SplitByClass));
        return ClassSplit.ByRatio(data, labelColumnName, validationFraction, testFraction, seed, message => channel.Warning(MessageSensitivity.UserData, message));
    }

    /// <summary>Splits the rows of a data set by class.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="assign">What a class is for, given its label.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type.</exception>
    public ClassSplit SplitByClass(IDataView data, Func<string, MetaPhase> assign, string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(assign);
        using var channel = Environment.Start(nameof(SplitByClass));
        return ClassSplit.ByClass(data, labelColumnName, assign, message => channel.Warning(MessageSensitivity.UserData, message));
    }

    /// <summary>
    /// Lists a folder of images, <c>class/</c>, <c>alphabet/class/</c> or <c>train|val|test/class/</c>, as rows of <see cref="ImageRow"/>.
    /// What is left out of it, such as files of other kinds and hidden folders, is counted in a warning.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="corruptImages">What to do about files that cannot be decoded to their ends.</param>
    /// <param name="indexFile">
    /// A file outside the folder's classes that remembers which images were decoded without fault, as long as their length and time of
    /// change are the same: a folder of a hundred thousand images is then listed in seconds. Made if it is not there. The default,
    /// <see langword="null"/>, decodes every image each time.
    /// </param>
    /// <returns>A view with the columns ImagePath, Label and Split, in the order of paths.</returns>
    /// <exception cref="System.IO.DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidOperationException">It has no sub-folders, or no images in them.</exception>
    /// <exception cref="System.IO.InvalidDataException">
    /// Images cannot be decoded and <paramref name="corruptImages"/> is <see cref="CorruptImages.Fail"/>.
    /// </exception>
    public IDataView LoadImageFolder(string folder, CorruptImages corruptImages = CorruptImages.Fail, string? indexFile = null)
    {
        using var channel = Environment.Start(nameof(LoadImageFolder));
        return _mlContext.Data.LoadFromEnumerable(ImageFolder.List(folder, corruptImages, indexFile, message => channel.Warning(MessageSensitivity.UserData, message)));
    }

    /// <summary>Drawings of made-up characters, as rows of <see cref="GlyphRow"/>: a data set that is always at hand.</summary>
    /// <param name="classes">The number of characters.</param>
    /// <param name="drawings">Drawings of each.</param>
    /// <param name="seed">The same seed gives the same drawings.</param>
    /// <returns>A view with the columns Label and Features, [1, 28, 28] with strokes near 1 on 0.</returns>
    public IDataView LoadGlyphs(int classes = 100, int drawings = 20, int seed = 0) => _mlContext.Data.LoadFromEnumerable(Glyphs.Draw(classes, drawings, seed));

    /// <summary>
    /// Points on random sine curves, as rows of <see cref="SinusoidRow"/>: the regression tasks of Finn et al., 2017, section 5.1.
    /// </summary>
    /// <param name="curves">The number of curves, each of which is a task.</param>
    /// <param name="points">Points of each.</param>
    /// <param name="seed">The same seed gives the same points.</param>
    /// <returns>A view with the columns Task, Features (x) and Label (y).</returns>
    public IDataView LoadSinusoids(int curves = 1000, int points = 20, int seed = 0) => _mlContext.Data.LoadFromEnumerable(Sinusoids.Sample(curves, points, seed));

    /// <summary>
    /// Made-up ratings of items by users, as rows of <see cref="RatingRow"/>: cold-start recommendation, where a task is a user.
    /// </summary>
    /// <param name="users">The number of users.</param>
    /// <param name="ratings">Ratings of each.</param>
    /// <param name="seed">The same seed gives the same users and ratings; the items' appeal is the same for all seeds.</param>
    /// <returns>A view with the columns Task, Features (8 category indices) and Label. The noise has a standard deviation of 0.3.</returns>
    public IDataView LoadRatings(int users = 1000, int ratings = 20, int seed = 0) => _mlContext.Data.LoadFromEnumerable(Ratings.Draw(users, ratings, seed));

    private T Evaluate<T>(MetaLearnedTransformer meta, ExampleSet examples, EpisodeShape shape, int? adaptationSteps, int seed, Func<EpisodicEvaluator, IEpisodeSource, T> evaluate)
    {
        CheckShots(shape);
        return Evaluate(meta, new EpisodeLoader(examples, shape, seed), adaptationSteps, evaluate);
    }

    private T Evaluate<T>(MetaLearnedTransformer meta, IEpisodeSource episodes, int? adaptationSteps, Func<EpisodicEvaluator, IEpisodeSource, T> evaluate)
    {
        using var use = meta.Use();
        using var scope = NewDisposeScope();
        using var channel = Environment.Start(nameof(Evaluate));
        var device = HostContext.Device(Environment, channel);
        var model = adaptationSteps is { } steps ? meta.Model.WithTestAdaptationSteps(steps) : meta.Model;
        using var threads = TaskThreads.For(Environment, device);
        var metrics = evaluate(new EpisodicEvaluator(model.To(device), threads), episodes);
        channel.Info(MessageSensitivity.None, metrics!.ToString()!);
        return metrics;
    }
}
