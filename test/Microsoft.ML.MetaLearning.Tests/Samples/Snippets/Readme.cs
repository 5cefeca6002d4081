// <example>
using System;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
// </example>

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>README.md.</summary>
internal static class Readme
{
    public static void Example()
    {
        // <example>
        var mlContext = new MLContext(seed: 1);

        // 1. Meta-train on drawings/class/drawing.png: 20 classes or more, six drawings each or more.
        var pipeline = mlContext.MetaLearning().LoadPixels("Features", width: 28, height: 28, invert: true)
            .Append(mlContext.MetaLearning().PrototypicalNetwork(ways: 20, shots: 1, queryShots: 5, metaSteps: 500));
        var metaModel = pipeline.Fit(mlContext.MetaLearning().LoadImageFolder("drawings"));

        // 2. Adapt to new classes: new-signs/sign/drawing.png, one drawing of each or more.
        var support = mlContext.MetaLearning().LoadImageFolder("new-signs");
        var classifier = mlContext.MetaLearning().Adapt(metaModel, support);

        // 3. Save and predict.
        var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(support));
        mlContext.Model.Save(classifier.Append(names), support.Schema, "new-signs.zip");
        var engine = mlContext.Model.CreatePredictionEngine<ImageRow, Prediction>(mlContext.Model.Load("new-signs.zip", out _));
        Console.WriteLine(engine.Predict(new ImageRow { ImagePath = "query.png" }).PredictedLabel);
        // </example>
    }

    // <example>
    public sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";
    }
    // </example>
}
