using System;
using System.IO;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Trainers;

namespace Microsoft.ML.MetaLearning;

/// <content>Adaptation, and changes to adapted classifiers.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Creates <see cref="FewShotClassificationEstimator"/>, which adapts a meta-learned model to a handful of labelled rows.
    /// </summary>
    /// <include file="docs.xml" path="docs/adaptedColumns/*"/>
    /// <include file="docs.xml" path="docs/support/*"/>
    public FewShotClassificationEstimator FewShotClassification(
        MetaLearnedTransformer meta,
        string? labelColumnName = null,
        string? featureColumnName = null,
        bool keepSupport = false,
        bool balanceClasses = false) =>
        new(_mlContext, meta, labelColumnName, featureColumnName, keepSupport, balanceClasses);

    /// <summary>
    /// Creates <see cref="FewShotRegressionEstimator"/>, which adapts a meta-learned regressor to a handful of rows of one task.
    /// </summary>
    /// <include file="docs.xml" path="docs/adaptedColumns/*"/>
    public FewShotRegressionEstimator FewShotRegression(
        MetaLearnedTransformer meta, string? labelColumnName = null, string? featureColumnName = null) =>
        new(_mlContext, meta, labelColumnName, featureColumnName);

    /// <summary>
    /// Adapts a fitted pipeline that ends in a meta-learned model to a handful of labelled rows: its preprocessing is kept, its last step
    /// becomes a classifier or regressor.
    /// </summary>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="support">The labelled rows, with the columns that the pipeline was fitted on.</param>
    /// <include file="docs.xml" path="docs/support/*"/>
    /// <returns>A model to save, load, chain and serve like any other.</returns>
    /// <exception cref="ArgumentException">
    /// The pipeline does not end in a meta-learned model, or it is a regressor, which has no classes to keep or to balance.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of a wrong type, or the number of classes does not suit the model.
    /// </exception>
    public TransformerChain<ITransformer> Adapt(
        ITransformer metaModel, IDataView support, bool keepSupport = false, bool balanceClasses = false) =>
        ChainAdaptation.Run(_mlContext, metaModel, support, keepSupport, balanceClasses);

    /// <summary>
    /// Adds classes to an adapted classifier: the same as adapting the meta-learned model to all rows together, whatever the learner.
    /// </summary>
    /// <include file="docs.xml" path="docs/changed/*"/>
    /// <param name="support">
    /// Labelled rows of the new classes, with the columns of the first support set. Labels have the same type as the first ones; they
    /// follow those in the order of their first rows.
    /// </param>
    /// <include file="docs.xml" path="docs/readapted/*"/>
    public TransformerChain<ITransformer> AddClasses(ITransformer classifier, IDataView support) =>
        ClassifierChanges.AddClasses(_mlContext, classifier, support);

    /// <summary>
    /// Takes a class away from an adapted classifier: the same as adapting the meta-learned model to the rows of the other classes.
    /// </summary>
    /// <include file="docs.xml" path="docs/changed/*"/>
    /// <param name="label">The label, as in <see cref="FewShotClassificationTransformer.Labels"/>.</param>
    /// <include file="docs.xml" path="docs/readapted/*"/>
    public TransformerChain<ITransformer> RemoveClass(ITransformer classifier, string label) =>
        ClassifierChanges.RemoveClass(_mlContext, classifier, label);

    /// <summary>Adapts a classifier again, to its support set and more rows of the same classes together.</summary>
    /// <include file="docs.xml" path="docs/changed/*"/>
    /// <param name="support">More labelled rows, with the columns of the first support set.</param>
    /// <include file="docs.xml" path="docs/readapted/*"/>
    public TransformerChain<ITransformer> Readapt(ITransformer classifier, IDataView support) =>
        ClassifierChanges.Readapt(_mlContext, classifier, support);

    /// <summary>
    /// Gives an adapted classifier the columns <c>IsKnown</c> (Boolean) and <c>NoveltyScore</c> (Single), which distinguish rows that
    /// belong to none of its classes. The threshold is calibrated on held-out classes: in episodes with as many classes as the classifier
    /// has, and as many support rows of each, it rejects at most <paramref name="falseRejectionRate"/> of the query rows of an episode's
    /// own classes.
    /// </summary>
    /// <include file="docs.xml" path="docs/changed/*"/>
    /// <param name="heldOut">
    /// Rows of classes that meta-training has not seen, with the columns of the support set: at least one class more than the classifier
    /// has.
    /// </param>
    /// <param name="falseRejectionRate">The part of the rows of its own classes that may be rejected, 0 to 1. The default is 0.05.</param>
    /// <param name="measure">
    /// What new rows are recognized by; the one that does best on the held-out classes if <see langword="null"/>.
    /// </param>
    /// <param name="queryShots">Query rows of each class of an episode. The default is 5.</param>
    /// <param name="episodes">Episodes to calibrate on. The default is 200.</param>
    /// <param name="seed">The same seed takes the same episodes.</param>
    /// <returns>
    /// The same model with two more columns. <see cref="FewShotClassificationTransformer.Rejection"/> says how well it does on the held-out
    /// classes.
    /// </returns>
    public TransformerChain<ITransformer> WithRejection(
        ITransformer classifier,
        IDataView heldOut,
        double falseRejectionRate = 0.05,
        NoveltyMeasure? measure = null,
        int queryShots = 5,
        int episodes = 200,
        int seed = 0) =>
        RejectionCalibration.Run(_mlContext, classifier, heldOut, falseRejectionRate, measure, queryShots, episodes, seed);

    /// <summary>
    /// Loads the model as it was at a checkpoint of a meta-training, to look at, to adapt, or to choose from by <c>SelectBest</c>; the
    /// training itself need not end.
    /// </summary>
    /// <param name="path">A file in the folder of <see cref="TrainingCheckpoints"/>. Only load models from trusted sources.</param>
    /// <returns>The meta-learned model alone: the preprocessing before it is not in a checkpoint.</returns>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no checkpoint.</exception>
    /// <exception cref="FormatException">It was made up: its hash is right, but its content is none that this library wrote.</exception>
    public MetaLearnedTransformer LoadCheckpoint(string path) => ModelFile.LoadCheckpoint(_mlContext, path);
}
