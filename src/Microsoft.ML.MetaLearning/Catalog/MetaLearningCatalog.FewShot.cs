using System.Collections.Generic;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <content>Classifiers straight from embeddings, and what every classifier that keeps its support set can say.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Creates <see cref="FewShotEstimator"/>, which turns a handful of labelled rows into a classifier, straight from embeddings.
    /// </summary>
    /// <param name="labelColumnName">The column that names the class: text, a key or any integer type.</param>
    /// <param name="featureColumnName">The column of embeddings: a vector of <see cref="float"/> of known size.</param>
    /// <param name="head">The classifier.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">The head is none that there is.</exception>
    public FewShotEstimator FewShot(
        string labelColumnName = "Label", string featureColumnName = "Features", FewShotHead head = FewShotHead.Automatic) =>
        FewShot(new FewShotEstimator.Options { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName, Head = head });

    /// <summary>
    /// Creates <see cref="FewShotEstimator"/> with advanced options, which turns a handful of labelled rows into a classifier, straight
    /// from embeddings.
    /// </summary>
    /// <include file="docs.xml" path="docs/options/*"/>
    public FewShotEstimator FewShot(FewShotEstimator.Options options) => new(_mlContext, options);

    /// <summary>
    /// Estimates how well a classifier does, by its support set alone: each row is predicted by a classifier that was adapted to the other
    /// rows. More than 100 rows are held out in five folds instead.
    /// </summary>
    /// <include file="docs.xml" path="docs/kept/*"/>
    /// <exception cref="System.InvalidOperationException">
    /// The classifier has not kept its support set, or every class has one row.
    /// </exception>
    /// <returns>The accuracy with its interval, class by class: print it.</returns>
    public LeaveOneOutMetrics EvaluateByLeaveOneOut(ITransformer classifier) => LeaveOneOut.Run(_mlContext, classifier);

    /// <summary>Says what a classifier predicts for rows, and which rows of its support set are nearest to each.</summary>
    /// <include file="docs.xml" path="docs/kept/*"/>
    /// <param name="rows">The rows, with the columns of the support set but the label.</param>
    /// <param name="neighbors">Rows of the support set to name; all of them if there are fewer.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">
    /// A column is missing or of a wrong type, or the number is not positive.
    /// </exception>
    /// <exception cref="System.InvalidOperationException">
    /// The classifier has not kept its support set, or there are no rows, or one has a feature that is not a finite number.
    /// </exception>
    /// <returns>An explanation of each row, in their order.</returns>
    public IReadOnlyList<Explanation> Explain(ITransformer classifier, IDataView rows, int neighbors = 3) =>
        SupportExplanation.Run(classifier, rows, neighbors);
}
