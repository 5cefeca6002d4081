using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>
/// Adapts to one episode after another and looks how new the predictor finds rows of its classes, and rows of none of them.
/// </summary>
/// <param name="model">The meta-learned model, on the device to evaluate on.</param>
/// <param name="threads">Where the episodes run.</param>
internal sealed class OpenSetEvaluator(MetaLearnedModel model, TaskThreads threads)
{
    /// <summary>Runs it on the device and the threads of a context.</summary>
    public static IReadOnlyList<OpenSetOutcome> Run(
        IHostEnvironment env, IChannel channel, MetaLearnedModel model, OpenSetEpisodes source, int episodes)
    {
        var device = HostContext.Device(env, channel);
        using var threads = TaskThreads.For(env, device);
        return new OpenSetEvaluator(model.To(device), threads).Run(source, episodes);
    }

    private OpenSetOutcome[] Run(OpenSetEpisodes source, int episodes)
    {
        var device = model.Parameters.Device;
        return threads.Run(episodes, i =>
        {
            var episode = source.Load(i);
            var support = episode.Support.To(device);
            var predictor = model.Adapt(support);
            var classMeans = Novelty.ClassMeans(predictor, support);
            var (known, unknown) = (episode.Known.To(device), episode.Unknown.to(device));
            var (knownLogits, unknownLogits) = (predictor.Predict(known.Inputs), predictor.Predict(unknown));
            return new OpenSetOutcome(
                TaskKind.Classification.Accuracy(knownLogits, known.Targets),
                Enum.GetValues<NoveltyMeasure>().ToDictionary(m => m, m => (
                    Values(Novelty.Of(m, predictor, classMeans, known.Inputs, knownLogits)),
                    Values(Novelty.Of(m, predictor, classMeans, unknown, unknownLogits)))));
        });
    }

    private static float[] Values(Tensor novelty) => novelty.to_type(ScalarType.Float32).cpu().data<float>().ToArray();
}

/// <summary>What one episode showed.</summary>
/// <param name="Accuracy">The accuracy of the query rows of the episode's classes, if all are taken.</param>
/// <param name="Novelty">The novelty of these rows, and of those of no class of the episode, by each measure.</param>
internal sealed record OpenSetOutcome(double Accuracy, IReadOnlyDictionary<NoveltyMeasure, (float[] Known, float[] Unknown)> Novelty);
