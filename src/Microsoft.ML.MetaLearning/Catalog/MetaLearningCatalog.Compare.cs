using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <content>Comparisons of learners.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Trains learners one after the other and compares them on the same episodes of unseen classes.</summary>
    /// <param name="metaTrain">Rows to train on.</param>
    /// <param name="metaTest">Rows of other classes, with the columns of <paramref name="metaTrain"/>, to judge by.</param>
    /// <param name="learners">Meta-trainers, or pipelines that end in one, by name.</param>
    /// <param name="ways">Classes per episode. The default is 5.</param>
    /// <param name="shots">Support examples per class. The default is 1.</param>
    /// <param name="queryShots">Query examples per class. The default is 15.</param>
    /// <param name="episodes">Episodes to evaluate, the same ones for all. The default is 600.</param>
    /// <param name="seed">Comparisons of the same seed take the same episodes.</param>
    /// <returns>The scores and the verdict: print it. It holds the trained models, too.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than two learners, or a name is empty, or a learner is no meta-learned classifier.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number does not suit a learner, or the rows are too few for the episodes asked for.
    /// </exception>
    public LearnerComparison Compare(
        IDataView metaTrain, IDataView metaTest, IReadOnlyDictionary<string, IEstimator<ITransformer>> learners, int ways = 5, int shots = 1, int queryShots = 15, int episodes = 600, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(metaTrain);
        ArgumentNullException.ThrowIfNull(learners);
        return Compare(metaTest, learners.Select(l => new LearnerCandidate(l.Key, l.Value)), [new FewShotProtocol(ways, shots)], metaTrain, queryShots, episodes, seed);
    }

    /// <summary>Compares trained models on the same episodes of unseen classes.</summary>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipelines were fitted on.</param>
    /// <param name="models">Meta-learned models, or fitted pipelines that end in one, by name.</param>
    /// <param name="ways">Classes per episode. The default is 5.</param>
    /// <param name="shots">Support examples per class. The default is 1.</param>
    /// <param name="queryShots">Query examples per class. The default is 15.</param>
    /// <param name="episodes">Episodes to evaluate, the same ones for all. The default is 600.</param>
    /// <param name="seed">Comparisons of the same seed take the same episodes.</param>
    /// <returns>The scores and the verdict: print it.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than two models, or a name is empty, or a model is no meta-learned classifier.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number does not suit a model, or the rows are too few for the episodes asked for.
    /// </exception>
    public LearnerComparison Compare(
        IDataView metaTest, IReadOnlyDictionary<string, ITransformer> models, int ways = 5, int shots = 1, int queryShots = 15, int episodes = 600, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(models);
        return Compare(metaTest, models.Select(m => new LearnerCandidate(m.Key, m.Value)), [new FewShotProtocol(ways, shots)], metaTrain: null, queryShots, episodes, seed);
    }

    /// <summary>Compares learners, trained or not, under several protocols. Each is trained once.</summary>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipelines are fitted on.</param>
    /// <param name="learners">The learners. Their pipelines may prepare features in different ways.</param>
    /// <param name="protocols">The sizes of the episodes.</param>
    /// <param name="metaTrain">Rows to train those learners on that are not trained yet; not needed if all are.</param>
    /// <param name="queryShots">Query examples per class. The default is 15.</param>
    /// <param name="episodes">Episodes of each protocol, the same ones for all. The default is 600.</param>
    /// <param name="seed">Comparisons of the same seed take the same episodes.</param>
    /// <returns>The scores and the verdicts: print it. It holds the trained models, too.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than two learners, or a name is given twice, or a learner is no meta-learned classifier.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number does not suit a learner, or the rows are too few for the episodes asked for.
    /// </exception>
    public LearnerComparison Compare(
        IDataView metaTest, IEnumerable<LearnerCandidate> learners, IReadOnlyList<FewShotProtocol> protocols, IDataView? metaTrain = null, int queryShots = 15, int episodes = 600, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        ArgumentNullException.ThrowIfNull(learners);
        ArgumentNullException.ThrowIfNull(protocols);
        var candidates = learners.ToArray();
        Checks.Between(episodes, 2, Limits.Episodes, nameof(episodes));
        ComparisonChecks.Names(candidates);
        ComparisonChecks.Protocols(protocols, queryShots);
        foreach (var candidate in candidates)
            ComparisonChecks.Learner(candidate, protocols, queryShots, metaTest);
        if (metaTrain is null && candidates.FirstOrDefault(c => c.Model is null) is { } untrained)
            throw new ArgumentNullException(nameof(metaTrain), $"learner '{untrained.Name}' is not trained, so rows to train it on are needed.");

        using var channel = Environment.Start(nameof(Compare));
        var compared = candidates.Select(candidate => Train(candidate, metaTrain, metaTest.Schema, channel)).ToArray();
        var classes = new SharedClasses();
        var results = compared.Select(learner => Judge(learner, metaTest, classes, protocols, queryShots, episodes, seed)).ToArray();
        return new LearnerComparison(compared, protocols.Select((p, i) => new ProtocolComparison(p, results.Select(r => r[i]).ToArray())).ToArray());
    }

    private ComparedLearner Train(LearnerCandidate candidate, IDataView? metaTrain, DataViewSchema schema, IChannel channel)
    {
        var start = Stopwatch.GetTimestamp();
        var model = candidate.Model ?? candidate.Pipeline!.Fit(metaTrain!);
        var time = candidate.Model is null ? Stopwatch.GetElapsedTime(start) : (TimeSpan?)null;
        var learner = MetaModelChain.Split(model).Meta.Learner;
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, schema, file);
        return new ComparedLearner(candidate.Name, model, time, file.Length, learner.GradientPath(HostContext.Device(Environment, channel)));
    }

    /// <summary>The results of a learner under each protocol.</summary>
    private LearnerResult[] Judge(ComparedLearner learner, IDataView metaTest, SharedClasses classes, IReadOnlyList<FewShotProtocol> protocols, int queryShots, int episodes, int seed)
    {
        using var scope = NewDisposeScope();
        var (preprocessing, meta) = MetaModelChain.Split(learner.Model);
        using var use = meta.Use();
        ComparisonChecks.RequireWays(learner.Name, meta.Learner.Problem.Outputs, protocols);
        using var examples = ExampleReader.ReadClassification(preprocessing.Transform(metaTest), meta.Columns.Label, meta.Columns.Features, meta.Backbone.InputShape, setName: EvaluationSet);
        var aligned = classes.Align(learner.Name, examples);
        return protocols.Select(p => new EpisodeShape(p.Ways, p.Shots, queryShots)).Select(shape => new LearnerResult(
            learner.Name,
            Evaluate(meta, aligned, shape, adaptationSteps: null, seed, (evaluator, source) => evaluator.Classification(source, episodes, EpisodeOrigin.Of(aligned, seed))),
            AdaptationClock.Median(meta.Model, new EpisodeLoader(aligned, shape, seed)))).ToArray();
    }
}
