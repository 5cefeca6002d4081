// Written in the shape of ML.NET Model Builder's code-behind: how the model is used.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace OmniglotFewShot;

public static partial class OmniglotFewShot
{
    public sealed class ModelInput
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    public sealed class ModelOutput
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    /// <summary>Where the adapted classifier is.</summary>
    public static string MLNetModelPath { get; set; } = Path.GetFullPath("OmniglotFewShot.zip");

    /// <summary>
    /// Made at first use. A prediction engine is not thread-safe: in a service, take <c>PredictionEnginePool</c> of
    /// Microsoft.Extensions.ML.
    /// </summary>
    public static readonly Lazy<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(CreatePredictEngine, true);

    private static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine()
    {
        var mlContext = new MLContext();
        var model = mlContext.Model.Load(MLNetModelPath, out _);
        return mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(model);
    }

    /// <summary>Predicts the class of one drawing.</summary>
    public static ModelOutput Predict(ModelInput input) => PredictEngine.Value.Predict(input);

    /// <summary>Predicts all classes of one drawing, the likeliest first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input) =>
        GetSortedScoresWithLabels(Predict(input));

    public static IOrderedEnumerable<KeyValuePair<string, float>> GetSortedScoresWithLabels(ModelOutput result) =>
        GetLabels().Zip(result.Score, KeyValuePair.Create).OrderByDescending(pair => pair.Value);

    private static IEnumerable<string> GetLabels()
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        PredictEngine.Value.OutputSchema[nameof(ModelOutput.Score)].GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.ToString());
    }
}
