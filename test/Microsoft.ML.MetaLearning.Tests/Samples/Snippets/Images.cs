// <from-images>
using System;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.Runtime;
// </from-images>

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/getting-started.md, images.</summary>
internal static class Images
{
    public static void FromImages()
    {
        // <from-images>
        var mlContext = new MLContext(seed: 1);
        mlContext.Log += (_, e) =>
        {
            // Progress of meta-training, once a second.
            if (e.Kind >= ChannelMessageKind.Info)
                Console.WriteLine(e.RawMessage);
        };

        // drawings/alphabet/character/drawing.png: 20 classes or more, six drawings each or more. A quarter of the classes is kept aside.
        var drawings = mlContext.MetaLearning().LoadImageFolder("drawings");
        var split = mlContext.MetaLearning().SplitByClass(drawings, validationFraction: 0, testFraction: 0.25);
        split.RequireEpisodes(ways: 5, shots: 1, queryShots: 5);

        // 1. Meta-train: learn how to learn five classes from one drawing each.
        var pipeline = mlContext.MetaLearning().LoadPixels("Features", width: 28, height: 28, invert: true)
            .Append(mlContext.MetaLearning().Maml(ways: 5, shots: 1, queryShots: 5, metaSteps: 500));
        ITransformer metaModel = pipeline.Fit(split.MetaTrain);
        mlContext.Model.Save(metaModel, drawings.Schema, "meta.zip");

        // 2. Evaluate: 600 episodes of the classes kept aside, with a 95 % confidence interval.
        FewShotMetrics metrics = mlContext.MetaLearning().Evaluate(metaModel, split.MetaTest, new(Episodes: 600));
        Console.WriteLine(metrics);

        // 3. Adapt: new-signs/sign/drawing.png, two to five signs, one drawing of each or more.
        var support = mlContext.MetaLearning().LoadImageFolder("new-signs");
        var classifier = mlContext.MetaLearning().Adapt(metaModel, support);
        var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(support));
        mlContext.Model.Save(classifier.Append(names), support.Schema, "new-signs.zip");

        // 4. Predict, here or in any other process.
        var model = mlContext.Model.Load("new-signs.zip", out _);
        var engine = mlContext.Model.CreatePredictionEngine<ImageRow, SignPrediction>(model);
        Console.WriteLine(engine.Predict(new ImageRow { ImagePath = "query.png" }).PredictedLabel);
        // </from-images>
    }

    // <from-images>
    public sealed class SignPrediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
    // </from-images>
}
