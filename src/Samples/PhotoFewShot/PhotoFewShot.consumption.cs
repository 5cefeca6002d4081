// Written in the shape of ML.NET Model Builder's code-behind: how the model is used.
using System;
using System.IO;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace PhotoFewShot;

public static partial class PhotoFewShot
{
    public sealed class ModelOutput
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    /// <summary>Where the classifier is.</summary>
    public static string MLNetModelPath { get; set; } = Path.GetFullPath("PhotoFewShot.zip");

    /// <summary>Made at first use. A prediction engine is not thread-safe: in a service, have one for each thread.</summary>
    public static readonly Lazy<PredictionEngine<ImageRow, ModelOutput>> PredictEngine = new(CreatePredictEngine, true);

    /// <summary>Predicts the class of one photo.</summary>
    public static ModelOutput Predict(ImageRow input) => PredictEngine.Value.Predict(input);

    private static PredictionEngine<ImageRow, ModelOutput> CreatePredictEngine()
    {
        var mlContext = new MLContext();
        return mlContext.Model.CreatePredictionEngine<ImageRow, ModelOutput>(mlContext.Model.Load(MLNetModelPath, out _));
    }
}
