using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Training;

namespace Microsoft.ML.MetaLearning;

/// <content>Evaluation beyond one accuracy.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Evaluates a model under every combination of ways, shots, query shots and imbalance of the support set. What is wrong is said before
    /// any work; combinations that the model or the data does not allow are absent from the table, with the reason.
    /// </summary>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipeline was fitted on.</param>
    /// <param name="ways">Classes per episode; as in meta-training if <see langword="null"/>.</param>
    /// <param name="shots">Support examples per class; as in meta-training if <see langword="null"/>.</param>
    /// <param name="queryShots">Query examples per class; as in meta-training if <see langword="null"/>.</param>
    /// <param name="imbalances">
    /// How many times as many support examples the largest class of an episode has as the smallest, at least 1. The numbers of the others
    /// lie between them in equal steps, and <paramref name="shots"/> is their mean. 1 alone, the same number for all, if
    /// <see langword="null"/>.
    /// </param>
    /// <param name="episodes">Episodes of each combination. The default is 600.</param>
    /// <param name="seed">Evaluations of the same seed take the same episodes.</param>
    /// <returns>The table: print it.</returns>
    /// <exception cref="ArgumentException">The pipeline does not end in a meta-learned classifier, or a list is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, or a column is missing or of a wrong type.</exception>
    public EvaluationGrid EvaluateGrid(
        ITransformer metaModel,
        IDataView metaTest,
        IReadOnlyList<int>? ways = null,
        IReadOnlyList<int>? shots = null,
        IReadOnlyList<int>? queryShots = null,
        IReadOnlyList<double>? imbalances = null,
        int episodes = 600,
        int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        var (preprocessing, meta) = SplitClassifier(metaModel);
        (ways, shots, queryShots, imbalances) = (ways ?? [meta.Ways], shots ?? [meta.Shots], queryShots ?? [meta.QueryShots], imbalances ?? [1]);
        GridChecks.Numbers(ways, shots, queryShots, imbalances, episodes);
        using var examples = Read(preprocessing, meta, metaTest);
        var cells =
            from w in ways
            from k in shots
            from q in queryShots
            from imbalance in imbalances
            let sizes = UnevenEpisodes.Sizes(w, k, imbalance)
            let reason = GridChecks.Absence(meta.Learner.Problem, examples, w, k, q, imbalance, sizes)
            select (Cell: new EvaluationCell(w, k, q, imbalance, Metrics: null, reason), Sizes: sizes);
        var planned = cells.ToArray();
        return new EvaluationGrid(episodes, planned.Select(c => c.Cell.Reason is null ? c.Cell with { Metrics = Evaluate(meta, examples, c.Cell, c.Sizes!, episodes, seed) } : c.Cell).ToArray());
    }

    /// <summary>
    /// Compares saved results of models on the same episodes, as <c>Compare</c> does with models: who wins, if anyone does.
    /// </summary>
    /// <param name="results">The results, by name; see <see cref="FewShotMetrics.Load"/>.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two results, or they are not of the same episodes: what differs is named.
    /// </exception>
    public ProtocolComparison CompareResults(IReadOnlyDictionary<string, FewShotMetrics> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count < 2)
            throw new ArgumentException($"a comparison needs at least 2 results, but {results.Count} {(results.Count == 1 ? "is" : "are")} given.", nameof(results));
        SameEpisodes.Require(results.Select(r => (r.Key, r.Value)).ToArray());
        var first = results.Values.First();
        return new ProtocolComparison(new FewShotProtocol(first.Ways, first.Shots), results.Select(r => new LearnerResult(r.Key, r.Value, AdaptationTime: null)).ToArray());
    }

    /// <summary>Ranks learners by results on several data sets, perhaps saved ones.</summary>
    /// <param name="results">The results by data set, then by learner. Those of a data set are of the same episodes.</param>
    /// <returns>The table with the average ranks: print it.</returns>
    /// <exception cref="ArgumentException">
    /// There is no data set, fewer than two learners, a result is missing, or those of a data set are not of the same episodes.
    /// </exception>
    public LearnerRanking Rank(IReadOnlyDictionary<string, IReadOnlyDictionary<string, FewShotMetrics>> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return LearnerRanking.Of(results);
    }

    /// <summary>Evaluates models on several data sets and ranks them.</summary>
    /// <param name="dataSets">
    /// Rows of unseen classes by the name of the data set, with the columns that the pipelines were fitted on.
    /// </param>
    /// <param name="models">Meta-learned models, or fitted pipelines that end in one, by name.</param>
    /// <param name="ways">Classes per episode. The default is 5.</param>
    /// <param name="shots">Support examples per class. The default is 1.</param>
    /// <param name="queryShots">Query examples per class. The default is 15.</param>
    /// <param name="episodes">Episodes of each data set, the same ones for all models. The default is 600.</param>
    /// <param name="seed">Rankings of the same seed take the same episodes.</param>
    /// <returns>The table with the average ranks: print it.</returns>
    /// <exception cref="ArgumentException">
    /// There is no data set, or fewer than two models, or a model is no meta-learned classifier.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number does not suit a model, or the rows of a data set are too few for the episodes asked for.
    /// </exception>
    public LearnerRanking Rank(
        IReadOnlyDictionary<string, IDataView> dataSets, IReadOnlyDictionary<string, ITransformer> models, int ways = 5, int shots = 1, int queryShots = 15, int episodes = 600, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(dataSets);
        ArgumentNullException.ThrowIfNull(models);
        var candidates = models.Select(m => new LearnerCandidate(m.Key, m.Value)).ToArray();
        FewShotProtocol[] protocols = [new(ways, shots)];
        foreach (var candidate in candidates)
            foreach (var rows in dataSets.Values)
                ComparisonChecks.Learner(candidate, protocols, queryShots, rows);
        return Rank(dataSets.ToDictionary(
            d => d.Key,
            d => (IReadOnlyDictionary<string, FewShotMetrics>)Compare(d.Value, candidates, protocols, metaTrain: null, queryShots, episodes, seed)
                .Protocols[0].Learners.ToDictionary(l => l.Name, l => l.Metrics)));
    }

    /// <summary>Chooses the best of several models by validation on the same episodes.</summary>
    /// <param name="models">Meta-learned models, or fitted pipelines that end in one, by name.</param>
    /// <param name="validation">
    /// Rows of classes that meta-training has not seen, with the columns that the pipelines were fitted on. Judge the chosen model on
    /// others.
    /// </param>
    /// <param name="episodes">Episodes to validate on. The default is 600.</param>
    /// <param name="ways">Classes per episode; as in the meta-training of the first model if <see langword="null"/>.</param>
    /// <param name="shots">Support examples per class; as in the meta-training of the first model if <see langword="null"/>.</param>
    /// <param name="queryShots">Query examples per class; as in the meta-training of the first model if <see langword="null"/>.</param>
    /// <param name="seed">Selections of the same seed take the same episodes.</param>
    /// <exception cref="ArgumentException">There are no models, or one is no meta-learned classifier.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number does not suit a model, or the rows are too few for the episodes asked for.
    /// </exception>
    public ModelSelection SelectBest(
        IReadOnlyDictionary<string, ITransformer> models, IDataView validation, int episodes = 600, int? ways = null, int? shots = null, int? queryShots = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(models);
        return SelectBest(models.Keys.ToArray(), name => models[name], _ => { }, validation, episodes, ways, shots, queryShots, seed);
    }

    /// <summary>
    /// Chooses the best of several model files, such as those of checkpoints, by validation on the same episodes. They are loaded one after
    /// the other.
    /// </summary>
    /// <param name="modelFiles">
    /// Files as written by <c>mlContext.Model.Save</c>, or checkpoints of a training, whose models need rows that are preprocessed already.
    /// Only load models from trusted sources.
    /// </param>
    /// <param name="validation">
    /// Rows of classes that meta-training has not seen, with the columns that the pipelines were fitted on. Judge the chosen model on
    /// others.
    /// </param>
    /// <param name="episodes">Episodes to validate on. The default is 600.</param>
    /// <param name="ways">Classes per episode; as in the meta-training of the first model if <see langword="null"/>.</param>
    /// <param name="shots">Support examples per class; as in the meta-training of the first model if <see langword="null"/>.</param>
    /// <param name="queryShots">Query examples per class; as in the meta-training of the first model if <see langword="null"/>.</param>
    /// <param name="seed">Selections of the same seed take the same episodes.</param>
    /// <exception cref="System.IO.FileNotFoundException">A file does not exist; it is said before any is validated.</exception>
    /// <exception cref="ArgumentException">There are no files, or one does not hold a meta-learned classifier.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number does not suit a model, or the rows are too few for the episodes asked for.
    /// </exception>
    public ModelSelection SelectBest(
        IReadOnlyList<string> modelFiles, IDataView validation, int episodes = 600, int? ways = null, int? shots = null, int? queryShots = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(modelFiles);
        if (modelFiles.FirstOrDefault(f => !File.Exists(f)) is { } missing)
            throw new FileNotFoundException($"model file '{missing}' does not exist.", missing);
        return SelectBest(modelFiles, file => CheckpointFolder.IsCheckpoint(file) ? LoadCheckpoint(file) : _mlContext.Model.Load(file, out _), model => (model as IDisposable)?.Dispose(), validation, episodes, ways, shots, queryShots, seed);
    }

    private ModelSelection SelectBest(
        IReadOnlyList<string> names, Func<string, ITransformer> load, Action<ITransformer> release, IDataView validation, int episodes, int? ways, int? shots, int? queryShots, int seed)
    {
        ArgumentNullException.ThrowIfNull(validation);
        if (names.Count == 0)
            throw new ArgumentException("there must be at least one model to choose from, but none is given.", nameof(names));
        foreach (var name in names)
        {
            var model = load(name);
            var (_, meta) = SplitClassifier(model);
            (ways, shots, queryShots) = (ways ?? meta.Ways, shots ?? meta.Shots, queryShots ?? meta.QueryShots);
            ComparisonChecks.Learner(new LearnerCandidate(name, model), [new FewShotProtocol(ways.Value, shots.Value)], queryShots.Value, validation);
            release(model);
        }
        var validated = new List<ValidatedModel>();
        ITransformer? best = null;
        foreach (var name in names)
        {
            var model = load(name);
            var metrics = Evaluate(model, validation, episodes, ways, shots, queryShots, seed: seed);
            var better = validated.All(v => v.Metrics.Accuracy < metrics.Accuracy);
            validated.Add(new ValidatedModel(name, metrics));
            if ((better ? best : model) is { } beaten)
                release(beaten);
            best = better ? model : best;
        }
        return new ModelSelection(validated, best!);
    }

    private FewShotMetrics Evaluate(MetaLearnedTransformer meta, ExampleSet examples, EvaluationCell cell, int[] sizes, int episodes, int seed)
    {
        var shape = new EpisodeShape(cell.Ways, sizes.Max(), cell.QueryShots);
        var origin = EpisodeOrigin.Of(examples, seed) with { Imbalance = cell.Imbalance };
        return Evaluate(meta, examples, shape, adaptationSteps: null, seed, (evaluator, source) =>
            evaluator.Classification(cell.Imbalance == 1 ? source : new UnevenEpisodes(source, sizes), episodes, origin));
    }

    private static (ITransformer Preprocessing, MetaLearnedTransformer Meta) SplitClassifier(ITransformer metaModel)
    {
        var (preprocessing, meta) = MetaModelChain.Split(metaModel);
        return meta.Learner.Problem.Task == TaskKind.Classification
            ? (preprocessing, meta)
            : throw new ArgumentException("the model was meta-trained for regression; use EvaluateRegression.", nameof(metaModel));
    }

    /// <summary>The size of episodes, where their sampling leaves it open.</summary>
    private static EpisodeShape ShapeFor(MetaLearnedTransformer meta, int? ways, int? shots, int? queryShots, EpisodeSampling? sampling = null)
    {
        var shape = new EpisodeShape(ways ?? meta.Shape.Ways, shots ?? meta.Shape.Shots, queryShots ?? meta.Shape.QueryShots);
        Checks.Between(shape.Ways, 2, Limits.Ways, nameof(ways));
        CheckShots(shape);
        var most = (sampling ?? EpisodeSampling.Fixed).Largest(shape).Ways;
        if (most > meta.Learner.Problem.Outputs)
            throw new ArgumentOutOfRangeException(nameof(ways), most, $"{nameof(ways)} must be at most {meta.Learner.Problem.Outputs}, the classes that the model was meta-trained to tell apart.");
        return shape;
    }

    private static ExampleSet Read(ITransformer preprocessing, MetaLearnedTransformer meta, IDataView rows) =>
        ExampleReader.ReadClassification(preprocessing.Transform(rows), meta.Columns.Label, meta.Columns.Features, meta.Backbone.InputShape, setName: EvaluationSet);
}
