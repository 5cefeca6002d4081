using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.Reporting;

namespace Microsoft.ML.MetaLearning;

/// <content>Evaluation.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Evaluates a meta-learned classifier over episodes of classes it has not seen, under both protocols of normalization.
    /// </summary>
    /// <include file="docs.xml" path="docs/judged/*"/>
    /// <include file="docs.xml" path="docs/protocol/*"/>
    public FewShotMetrics Evaluate(ITransformer metaModel, IDataView metaTest, EvaluationProtocol? protocol = null) =>
        JudgedModel.EvaluateClassifier(_mlContext, metaModel, metaTest, protocol ?? new());

    /// <summary>Evaluates a meta-learned regressor over tasks it has not seen.</summary>
    /// <include file="docs.xml" path="docs/judged/*"/>
    /// <include file="docs.xml" path="docs/protocol/*"/>
    public FewShotRegressionMetrics EvaluateRegression(ITransformer metaModel, IDataView metaTest, EvaluationProtocol? protocol = null) =>
        JudgedModel.EvaluateRegressor(_mlContext, metaModel, metaTest, protocol ?? new());

    /// <summary>
    /// Evaluates a model under every combination of ways, shots, query shots and imbalance of the support set. What is wrong is said before
    /// any work; combinations that the model or the data does not allow are absent from the table, with the reason.
    /// </summary>
    /// <include file="docs.xml" path="docs/judged/*"/>
    /// <param name="ways">Classes per episode; as in the protocol if <see langword="null"/>.</param>
    /// <param name="shots">Support examples per class; as in the protocol if <see langword="null"/>.</param>
    /// <param name="queryShots">Query examples per class; as in the protocol if <see langword="null"/>.</param>
    /// <param name="imbalances">
    /// How many times as many support examples the largest class of an episode has as the smallest, at least 1. The numbers of the others
    /// lie between them in equal steps, and <paramref name="shots"/> is their mean. 1 alone, the same number for all, if
    /// <see langword="null"/>.
    /// </param>
    /// <include file="docs.xml" path="docs/protocol/*"/>
    /// <returns>The table: print it.</returns>
    public EvaluationGrid EvaluateGrid(
        ITransformer metaModel,
        IDataView metaTest,
        IReadOnlyList<int>? ways = null,
        IReadOnlyList<int>? shots = null,
        IReadOnlyList<int>? queryShots = null,
        IReadOnlyList<double>? imbalances = null,
        EvaluationProtocol? protocol = null) =>
        GridEvaluation.Run(_mlContext, metaModel, metaTest, ways, shots, queryShots, imbalances, protocol ?? new());

    /// <summary>
    /// Evaluates how well a model that adapts to an episode recognizes query rows that belong to none of the episode's classes;
    /// inductively, as an adapted classifier predicts.
    /// </summary>
    /// <include file="docs.xml" path="docs/judged/*"/>
    /// <include file="docs.xml" path="docs/protocol/*"/>
    /// <param name="outOfScope">
    /// Rows that belong to none of these classes, with the same columns, whatever their labels; classes outside of the episode are taken
    /// instead if <see langword="null"/>.
    /// </param>
    /// <param name="unknownWays">
    /// Classes outside of the episode, or as many times the query shots of rows out of scope; as many as the ways of the protocol if
    /// <see langword="null"/>.
    /// </param>
    public OpenSetMetrics EvaluateOpenSet(
        ITransformer metaModel,
        IDataView metaTest,
        EvaluationProtocol? protocol = null,
        IDataView? outOfScope = null,
        int? unknownWays = null) =>
        OpenSetEvaluation.Run(_mlContext, metaModel, metaTest, protocol ?? new(), outOfScope, unknownWays);

    /// <summary>
    /// Evaluates a meta-learned classifier as <see cref="Evaluate"/> does, and writes a page about it: scores, accuracies of episodes,
    /// calibration, confusions, the hardest classes with pictures, embeddings and, given a record, the course of the training. The page is
    /// one HTML file that any browser opens without a network.
    /// </summary>
    /// <param name="path">The file to write. Its folder must exist.</param>
    /// <include file="docs.xml" path="docs/judged/*"/>
    /// <include file="docs.xml" path="docs/protocol/*"/>
    /// <param name="training">
    /// What the training reported, as a <see cref="MetaTrainingRecord"/> has it; <see langword="null"/> for a page without training curves.
    /// </param>
    /// <param name="title">The heading of the page.</param>
    /// <returns>The scores that the page shows.</returns>
    /// <exception cref="System.IO.DirectoryNotFoundException">The folder of <paramref name="path"/> does not exist.</exception>
    public FewShotMetrics WriteReport(
        string path,
        ITransformer metaModel,
        IDataView metaTest,
        EvaluationProtocol? protocol = null,
        IEnumerable<MetaTrainingMetrics>? training = null,
        string title = "Few-shot learning report") =>
        EvaluationPage.Write(_mlContext, path, metaModel, metaTest, protocol ?? new(), training, title);
}
