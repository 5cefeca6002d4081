using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learning;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Adapts to one episode after another and scores the predictions, under both protocols of normalization side by side.</summary>
/// <param name="learner">The algorithm.</param>
/// <param name="parameters">Its meta-parameters, on the device to evaluate on.</param>
/// <param name="threads">Where the episodes run.</param>
internal sealed class EpisodicEvaluator(IFewShotLearner learner, ParameterSet parameters, TaskThreads threads)
{
    private const int CalibrationBins = 15;

    public FewShotMetrics Classification(IEpisodeSource source, int episodes)
    {
        var both = learner.Problem.Normalization.HasTransductiveForm();
        var scores = Run(source, episodes, (predictor, query) =>
            (Inductive: Judge(predictor.Predict(query.Inputs), query.Targets), Transductive: both ? Judge(predictor.Predict(query.Inputs, transductive: true), query.Targets) : null));
        return new FewShotMetrics
        {
            Sampling = source.Description,
            Ways = source.Shape.Ways,
            Shots = source.Shape.Shots,
            QueryShots = source.Shape.QueryShots,
            Episodes = episodes,
            Models = learner is EnsembleLearner ensemble ? ensemble.Count : 1,
            AdaptationSteps = learner.TestAdaptationSteps,
            Normalization = learner.Problem.Normalization,
            Inductive = Summarize(scores.Select(s => s.Inductive).ToArray()),
            Transductive = both ? Summarize(scores.Select(s => s.Transductive!).ToArray()) : null,
        };
    }

    public FewShotRegressionMetrics Regression(IEpisodeSource source, int episodes)
    {
        var transductive = learner.Problem.Normalization.IsTransductive();
        var errors = Run(source, episodes, (predictor, query) =>
        {
            var difference = predictor.Predict(query.Inputs, transductive) - query.Targets;
            return (Squared: difference.square().mean().ToDouble(), Absolute: difference.abs().mean().ToDouble());
        });
        return new FewShotRegressionMetrics(errors.Select(e => e.Squared).ToArray(), errors.Select(e => e.Absolute).ToArray())
        {
            Shots = source.Shape.Shots,
            QueryShots = source.Shape.QueryShots,
            Episodes = episodes,
            AdaptationSteps = learner.TestAdaptationSteps,
        };
    }

    private T[] Run<T>(IEpisodeSource source, int episodes, Func<IFewShotPredictor, Examples, T> score)
    {
        var device = parameters.Device;
        return threads.Run(episodes, i =>
        {
            var episode = source.Load(i);
            return score(learner.Adapt(parameters, episode.Support.To(device)), episode.Query.To(device));
        });
    }

    // logits: [n, classes], targets: [n]
    private static Judgement Judge(Tensor logits, Tensor targets)
    {
        var probabilities = logits.softmax(1);
        var confidences = probabilities.amax([1]).to_type(ScalarType.Float64).cpu().data<double>().ToArray();
        var predicted = probabilities.argmax(1);
        var hits = predicted.eq(targets).to_type(ScalarType.Int64).cpu().data<long>().ToArray();
        return new Judgement(predicted.cpu().data<long>().ToArray(), confidences, hits, TaskKind.Classification.Loss(logits, targets).ToDouble());
    }

    private static EpisodeScores Summarize(Judgement[] episodes) => new(
        episodes.Select(e => e.Hits.Average()).ToArray(),
        episodes.Average(e => e.Loss),
        CalibrationError(episodes.SelectMany(e => e.Confidences).ToArray(), episodes.SelectMany(e => e.Hits).ToArray()))
    {
        Judgements = episodes,
    };

    internal static double CalibrationError(double[] confidences, long[] hits)
    {
        var bins = confidences.Zip(hits, (confidence, hit) => (confidence, hit))
            .GroupBy(p => Math.Min((int)(p.confidence * CalibrationBins), CalibrationBins - 1));
        return bins.Sum(bin => Math.Abs(bin.Sum(p => p.confidence - p.hit))) / confidences.Length;
    }
}
