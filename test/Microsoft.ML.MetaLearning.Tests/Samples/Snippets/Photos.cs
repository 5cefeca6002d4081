// <photos>
using System;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
// </photos>

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/photos.md and the PACKAGE.md of Microsoft.ML.MetaLearning.Vision.</summary>
internal static class Photos
{
    public static void Classify()
    {
        // <photos>
        var mlContext = new MLContext(seed: 1);

        // 1. A folder for each class, with two photos or more: photos/mug/1.jpg, photos/lamp/1.jpg and so on.
        var support = mlContext.MetaLearning().LoadImageFolder("photos");

        // 2. Embed, and compare embeddings. There is nothing to train.
        var pipeline = mlContext.MetaLearning().EmbedImages("Features", "ImagePath").Append(mlContext.MetaLearning().FewShot());
        var classifier = pipeline.Fit(support);
        Console.WriteLine(mlContext.MetaLearning().EvaluateByLeaveOneOut(classifier));
        var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(support));
        mlContext.Model.Save(classifier.Append(names), support.Schema, "photos.zip");

        // 3. Predict, here or in any other process that references the package.
        var model = mlContext.Model.Load("photos.zip", out _);
        var engine = mlContext.Model.CreatePredictionEngine<ImageRow, PhotoPrediction>(model);
        Console.WriteLine($"new.jpg: {engine.Predict(new ImageRow { ImagePath = "new.jpg" }).PredictedLabel}");
        // </photos>
    }

    public static void Standardize(MLContext mlContext, IDataView photos)
    {
        // <standardize>
        var embedding = mlContext.MetaLearning().EmbedImages("Features", cacheFolder: "embeddings")
            .Append(mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false))
            .Fit(photos);
        // </standardize>
    }

    public static void FineTune(MLContext mlContext, IDataView photos)
    {
        // <fine-tune>
        var pipeline = mlContext.MetaLearning().LoadPixels("Features", width: 64, height: 64)
            .Append(mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
            {
                InitialModel = mlContext.MetaLearning().PretrainedResNet18(height: 64, width: 64),
                Distance = PrototypeDistance.Cosine,
                Normalization = Normalization.Running,
                OuterLoop = { LearningRate = 3e-4, Frozen = ["stem", "stage0", "stage1"] },
            }));
        var metaModel = pipeline.Fit(photos);
        // </fine-tune>
    }

    // <photos>
    public sealed class PhotoPrediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
    // </photos>
}
