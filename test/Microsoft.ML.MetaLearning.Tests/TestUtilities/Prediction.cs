namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>What a prediction engine makes of a row.</summary>
internal sealed class Prediction
{
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}
