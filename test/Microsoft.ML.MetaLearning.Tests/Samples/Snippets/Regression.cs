// <regression>
using System;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
// </regression>

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/beyond-images.md, regression.</summary>
internal static class Regression
{
    public static void FromPoints()
    {
        // <regression>
        var mlContext = new MLContext(seed: 1);
        var metaTrain = mlContext.MetaLearning().LoadSinusoids(curves: 20000, points: 10, seed: 1);
        var metaTest = mlContext.MetaLearning().LoadSinusoids(curves: 600, points: 15, seed: 2);

        ITransformer metaModel = mlContext.MetaLearning().MamlRegression(shots: 5, queryShots: 5).Fit(metaTrain);
        foreach (var steps in new[] { 0, 1, 10 })
            Console.WriteLine(mlContext.MetaLearning().EvaluateRegression(metaModel, metaTest, new(QueryShots: 10) { AdaptationSteps = steps }));

        var points = mlContext.MetaLearning().LoadSinusoids(curves: 1, points: 5, seed: 3);
        ITransformer regressor = mlContext.MetaLearning().Adapt(metaModel, points);
        float[] fitted = regressor.Transform(points).GetColumn<float>("Score").ToArray();
        // </regression>
    }
}
