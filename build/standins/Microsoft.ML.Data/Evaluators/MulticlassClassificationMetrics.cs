using System.Collections.Generic;

namespace Microsoft.ML.Data;

public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(MulticlassCounter counter, ConfusionMatrix confusionMatrix, int topKPredictionCount)
    {
        LogLoss = counter.LogLoss;
        LogLossReduction = counter.LogLossReduction;
        MacroAccuracy = counter.MacroAccuracy;
        MicroAccuracy = counter.MicroAccuracy;
        PerClassLogLoss = counter.GetPerClassLogLoss();
        TopKPredictionCount = topKPredictionCount;
        TopKAccuracyForAllK = counter.GetTopKAccuracies(topKPredictionCount);
        TopKAccuracy = topKPredictionCount > 0 ? TopKAccuracyForAllK[topKPredictionCount - 1] : 0;
        ConfusionMatrix = confusionMatrix;
    }

    public double LogLoss { get; }

    public double LogLossReduction { get; }

    public double MacroAccuracy { get; }

    public double MicroAccuracy { get; }

    public double TopKAccuracy { get; }

    public int TopKPredictionCount { get; }

    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    public IReadOnlyList<double> PerClassLogLoss { get; }

    public ConfusionMatrix ConfusionMatrix { get; }
}
