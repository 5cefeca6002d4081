using Microsoft.ML;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/omniglot-within-alphabet.md.</summary>
internal static class WithinAlphabet
{
    public static MetaLearnedTransformer Train(MLContext mlContext, IDataView metaTrain)
    {
        // <within-alphabet-train>
        ImageTransform[] drawnAgain =
        [
            new RandomAffine(degrees: 8, scale: 0.12, shear: 0.12, translation: 1.5), new ElasticDeformation(displacement: 1),
            new StrokeWidth(change: 0.3),
        ];
        var trainer = mlContext.MetaLearning().MatchingNetwork(new MatchingNetworkTrainer.Options
        {
            Similarity = AttentionSimilarity.Local,
            Ways = 20,
            Shots = 1,
            QueryShots = 3,
            Sampling = new AlignedSampling { IgnoreHierarchyProbability = 0.2 },
            EpisodeTransforms = [new HorizontalFlip(), new RandomAffine(degrees: 180, scale: 0.25, shear: 0.3)],
            SupportTransforms = drawnAgain,
            QueryTransforms = drawnAgain,
            OuterLoop = { MetaBatchSize = 2, LearningRate = 2e-3 },
        });
        MetaLearnedTransformer model = trainer.Fit(metaTrain);
        // </within-alphabet-train>
        return model;
    }

    public static FewShotMetrics Judge(MLContext mlContext, MetaLearnedTransformer model, IDataView tagalog)
    {
        // <within-alphabet-judge>
        var protocol = new EvaluationProtocol(Ways: 17, Shots: 1, QueryShots: 1) { Sampling = new AlignedSampling() };
        FewShotMetrics metrics = mlContext.MetaLearning().Evaluate(model, tagalog, protocol);
        // </within-alphabet-judge>
        return metrics;
    }
}
