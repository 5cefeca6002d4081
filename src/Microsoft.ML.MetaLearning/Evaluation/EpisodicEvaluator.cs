using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>Adapts to one episode after another and scores the predictions, under both protocols of normalization side by side.</summary>
/// <param name="model">The meta-learned model, on the device to evaluate on.</param>
/// <param name="threads">Where the episodes run.</param>
internal sealed class EpisodicEvaluator(MetaLearnedModel model, TaskThreads threads)
{
    /// <param name="source">The episodes.</param>
    /// <param name="episodes">How many to take.</param>
    /// <param name="origin">Where they come from, for the metrics to say.</param>
    public FewShotMetrics Classification(IEpisodeSource source, int episodes, EpisodeOrigin? origin = null)
    {
        var judgements = Run(
            source,
            episodes,
            (predictor, query) => (All: JudgeBoth(predictor, query), Best: model.Count > 1
                ? JudgeBoth(new AdaptedNetwork([predictor.First]), query)
                : null));
        var metrics = Metrics(models: 1, judgements.Select(j => j.Best ?? j.All).ToArray(), bestSingleModel: null);
        return model.Count > 1 ? Metrics(model.Count, judgements.Select(j => j.All).ToArray(), metrics) : metrics;

        FewShotMetrics Metrics(int models, BothJudgements[] judgements, FewShotMetrics? bestSingleModel) => new()
        {
            Sampling = source.Description,
            Ways = source.Shape.Ways,
            HasFixedWays = source.FewestWays == source.Shape.Ways,
            Shots = source.Shape.Shots,
            QueryShots = source.Shape.QueryShots,
            Episodes = episodes,
            Models = models,
            AdaptationSteps = model.Learner.TestAdaptationSteps,
            Normalization = model.Learner.Problem.Normalization,
            Inductive = Summarize(judgements.Select(j => j.Inductive).ToArray()),
            Transductive = judgements[0].Transductive is null ? null : Summarize(judgements.Select(j => j.Transductive!).ToArray()),
            BestSingleModel = bestSingleModel,
            Seed = origin?.Seed,
            DataHash = origin?.DataHash,
            Imbalance = origin?.Imbalance ?? 1,
        };
    }

    public FewShotRegressionMetrics Regression(IEpisodeSource source, int episodes)
    {
        var transductive = model.Learner.Problem.Normalization.IsTransductive();
        var errors = Run(source, episodes, (predictor, query) =>
        {
            var difference = predictor.Predict(query.Inputs, transductive) - query.Targets;
            return (Squared: difference.Squared().mean().ToNumber(), Absolute: difference.abs().mean().ToNumber());
        });
        return new FewShotRegressionMetrics(errors.Select(e => e.Squared).ToArray(), errors.Select(e => e.Absolute).ToArray())
        {
            Shots = source.Shape.Shots,
            QueryShots = source.Shape.QueryShots,
            Episodes = episodes,
            AdaptationSteps = model.Learner.TestAdaptationSteps,
        };
    }

    private T[] Run<T>(IEpisodeSource source, int episodes, Func<AdaptedNetwork, Examples, T> score)
    {
        var device = model.Parameters.Device;
        return threads.Run(episodes, i =>
        {
            var episode = source.Load(i);
            var predictor = model.Adapt(episode.Support.To(device));
            Divergence.Check(predictor, episode.Support.Inputs);
            return score(predictor, episode.Query.To(device));
        });
    }

    private BothJudgements JudgeBoth(AdaptedNetwork predictor, Examples query) => new(
        Judge(predictor.Predict(query.Inputs), query.Targets),
        model.Learner.Problem.Normalization.HasTransductiveForm()
            ? Judge(predictor.Predict(query.Inputs, transductive: true), query.Targets)
            : null);

    // logits: [n, classes], targets: [n]
    private static Judgement Judge(Tensor logits, Tensor targets)
    {
        var probabilities = logits.softmax(1);
        var confidences = probabilities.amax([1]).to_type(ScalarType.Float64).cpu().data<double>().ToArray();
        var predicted = probabilities.argmax(1);
        var hits = predicted.eq(targets).to_type(ScalarType.Int64).cpu().data<long>().ToArray();
        return new Judgement(
            predicted.cpu().data<long>().ToArray(), confidences, hits, TaskKind.Classification.Loss(logits, targets).ToNumber());
    }

    private static EpisodeScores Summarize(Judgement[] episodes)
    {
        var table = Reliability.Table(episodes.SelectMany(e => e.Confidences).ToArray(), episodes.SelectMany(e => e.Hits).ToArray());
        return new EpisodeScores(
            episodes.Select(e => e.Hits.Average()).ToArray(),
            episodes.Average(e => e.Loss),
            Reliability.CalibrationError(table),
            table)
        {
            Judgements = episodes,
        };
    }

    private sealed record BothJudgements(Judgement Inductive, Judgement? Transductive);
}
