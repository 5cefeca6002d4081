using System;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/evaluation.md.</summary>
internal static class Evaluation
{
    public static void Evaluate(MLContext mlContext, ITransformer metaModel, IDataView metaTest)
    {
        // <evaluate>
        FewShotMetrics metrics = mlContext.MetaLearning().Evaluate(metaModel, metaTest, episodes: 600);
        Console.WriteLine(metrics);
        // </evaluate>
    }

    public static void Compare(FewShotMetrics metricsA, FewShotMetrics metricsB)
    {
        // <compare>
        var (difference, interval) = metricsA.Inductive.Compare(metricsB.Inductive);
        // </compare>
    }
}
