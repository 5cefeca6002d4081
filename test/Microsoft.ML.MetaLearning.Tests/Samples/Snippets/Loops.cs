using System;
using System.Threading;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/inner-and-outer-loop.md and normalization.md.</summary>
internal static class Loops
{
    public static void Train(MLContext mlContext, IDataView metaTrain, IDataView metaValidation, CancellationToken cancellationToken)
    {
        // <loops>
        ITransformer metaModel = mlContext.MetaLearning().Maml(new MamlTrainer.Options
        {
            InnerLoop = { AdaptationSteps = 5, LearningRate = 0.1 },
            OuterLoop = { MetaSteps = 5000, LearningRate = 0.001 },
            ValidationSet = metaValidation,
            CancellationToken = cancellationToken,
        }).Fit(metaTrain);
        // </loops>
    }

    public static void Protocols(MLContext mlContext, ITransformer metaModel, IDataView metaTest)
    {
        // <protocols>
        FewShotMetrics metrics = mlContext.MetaLearning().Evaluate(metaModel, metaTest, new(Episodes: 600));
        Console.WriteLine($"one row at a time: {metrics.Inductive.Accuracy:P1}, all queries together: {metrics.Transductive?.Accuracy:P1}");
        // </protocols>
    }
}
