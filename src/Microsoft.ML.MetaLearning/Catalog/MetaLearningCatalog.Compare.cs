using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Evaluation;

namespace Microsoft.ML.MetaLearning;

/// <content>Comparisons of learners and models.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Trains learners one after the other and compares them on the same episodes of unseen classes.</summary>
    /// <param name="metaTrain">Rows to train on.</param>
    /// <param name="metaTest">Rows of other classes, with the columns of <paramref name="metaTrain"/>, to judge by.</param>
    /// <param name="learners">Meta-trainers, or pipelines that end in one, by name.</param>
    /// <include file="docs.xml" path="docs/compared/*"/>
    /// <returns>The scores and the verdict: print it. It holds the trained models, too.</returns>
    public LearnerComparison Compare(
        IDataView metaTrain,
        IDataView metaTest,
        IReadOnlyDictionary<string, IEstimator<ITransformer>> learners,
        EvaluationProtocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(metaTrain);
        ArgumentNullException.ThrowIfNull(learners);
        return Compare(metaTest, learners.Select(l => new LearnerCandidate(l.Key, l.Value)), [protocol ?? new()], metaTrain);
    }

    /// <summary>Compares trained models on the same episodes of unseen classes.</summary>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipelines were fitted on.</param>
    /// <param name="models">Meta-learned models, or fitted pipelines that end in one, by name.</param>
    /// <include file="docs.xml" path="docs/compared/*"/>
    /// <returns>The scores and the verdict: print it.</returns>
    public LearnerComparison Compare(
        IDataView metaTest, IReadOnlyDictionary<string, ITransformer> models, EvaluationProtocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        return Compare(metaTest, models.Select(m => new LearnerCandidate(m.Key, m.Value)), [protocol ?? new()]);
    }

    /// <summary>Compares learners, trained or not, under several protocols. Each is trained once.</summary>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipelines are fitted on.</param>
    /// <param name="learners">The learners. Their pipelines may prepare features in different ways.</param>
    /// <param name="protocols">
    /// The episodes, the same ones for all. Sizes that are left open are those of the first learner's meta-training.
    /// </param>
    /// <param name="metaTrain">Rows to train those learners on that are not trained yet; not needed if all are.</param>
    /// <returns>The scores and the verdicts: print it. It holds the trained models, too.</returns>
    /// <include file="docs.xml" path="docs/compared/exception"/>
    public LearnerComparison Compare(
        IDataView metaTest,
        IEnumerable<LearnerCandidate> learners,
        IReadOnlyList<EvaluationProtocol> protocols,
        IDataView? metaTrain = null) =>
        Comparison.Run(_mlContext, metaTest, learners, protocols, metaTrain);

    /// <summary>
    /// Compares saved results of models on the same episodes, as <c>Compare</c> does with models: who wins, if anyone does.
    /// </summary>
    /// <param name="results">The results, by name; see <see cref="FewShotMetrics.Load"/>.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two results, or they are not of the same episodes: what differs is named.
    /// </exception>
    public ProtocolComparison CompareResults(IReadOnlyDictionary<string, FewShotMetrics> results) => Comparison.Of(results);

    /// <summary>Ranks learners by results on several data sets, perhaps saved ones.</summary>
    /// <param name="results">The results by data set, then by learner. Those of a data set are of the same episodes.</param>
    /// <returns>The table with the average ranks: print it.</returns>
    /// <exception cref="ArgumentException">
    /// There is no data set, fewer than two learners, a result is missing, or those of a data set are not of the same episodes.
    /// </exception>
    public LearnerRanking Rank(IReadOnlyDictionary<string, IReadOnlyDictionary<string, FewShotMetrics>> results) =>
        LearnerRanking.Of(results);

    /// <summary>Evaluates models on several data sets and ranks them.</summary>
    /// <param name="dataSets">
    /// Rows of unseen classes by the name of the data set, with the columns that the pipelines were fitted on.
    /// </param>
    /// <param name="models">Meta-learned models, or fitted pipelines that end in one, by name.</param>
    /// <include file="docs.xml" path="docs/compared/*"/>
    /// <returns>The table with the average ranks: print it.</returns>
    public LearnerRanking Rank(
        IReadOnlyDictionary<string, IDataView> dataSets,
        IReadOnlyDictionary<string, ITransformer> models,
        EvaluationProtocol? protocol = null) =>
        Comparison.Rank(_mlContext, dataSets, models, protocol ?? new());

    /// <summary>Chooses the best of several models by validation on the same episodes.</summary>
    /// <param name="models">Meta-learned models, or fitted pipelines that end in one, by name.</param>
    /// <include file="docs.xml" path="docs/selected/*"/>
    public ModelSelection SelectBest(
        IReadOnlyDictionary<string, ITransformer> models, IDataView validation, EvaluationProtocol? protocol = null) =>
        BestModel.Of(_mlContext, models, validation, protocol ?? new());

    /// <summary>
    /// Chooses the best of several model files, such as those of checkpoints, by validation on the same episodes. They are loaded one after
    /// the other.
    /// </summary>
    /// <param name="modelFiles">
    /// Files as written by <c>mlContext.Model.Save</c>, or checkpoints of a training, whose models need rows that are preprocessed already.
    /// Only load models from trusted sources.
    /// </param>
    /// <include file="docs.xml" path="docs/selected/*"/>
    /// <exception cref="FileNotFoundException">A file does not exist; it is said before any is validated.</exception>
    public ModelSelection SelectBest(IReadOnlyList<string> modelFiles, IDataView validation, EvaluationProtocol? protocol = null) =>
        BestModel.Of(_mlContext, modelFiles, validation, protocol ?? new());
}
