using System;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads labels and scores and counts. The predicted class is the one of the highest score; the predicted label may have any type.</summary>
internal static class MulticlassEvaluator
{
    public static MulticlassClassificationMetrics Evaluate(
        IHostEnvironment env, IDataView data, string labelColumnName, string scoreColumnName, string predictedLabelColumnName, int topKPredictionCount)
    {
        DataViewSchema.Column label = data.Schema.GetColumnOrNull(labelColumnName)
            ?? throw env.ExceptSchemaMismatch(nameof(data), "label", labelColumnName);
        DataViewSchema.Column score = data.Schema.GetColumnOrNull(scoreColumnName)
            ?? throw env.ExceptSchemaMismatch(nameof(data), "score", scoreColumnName);
        if (data.Schema.GetColumnOrNull(predictedLabelColumnName) == null)
            throw env.ExceptSchemaMismatch(nameof(data), "predictedLabel", predictedLabelColumnName);
        if (score.Type is not VectorDataViewType { Size: >= 2 } scores || scores.ItemType != NumberDataViewType.Single)
            throw env.ExceptSchemaMismatch(nameof(data), "score", scoreColumnName, "known-size vector of two or more items of type Single", score.Type.ToString()!);
        if (label.Type is not KeyDataViewType labels)
            throw env.ExceptSchemaMismatch(nameof(data), "label", labelColumnName, "Key", label.Type.ToString()!);
        if (labels.Count != (ulong)scores.Size)
        {
            throw env.ExceptSchemaMismatch(nameof(data), "label", labelColumnName,
                $"Key with as many values as '{scoreColumnName}' has scores ({scores.Size})", label.Type.ToString()!);
        }

        var counter = new MulticlassCounter(scores.Size);
        using IChannel channel = env.Start(nameof(MulticlassEvaluator));
        Count(channel, data, label, score, counter);
        return new MulticlassClassificationMetrics(counter, new ConfusionMatrix(counter.Confusion, GetClassNames(score, label)), topKPredictionCount);
    }

    private static void Count(IChannel channel, IDataView data, DataViewSchema.Column label, DataViewSchema.Column score, MulticlassCounter counter)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([label, score]);
        Func<ulong> readLabel = KeyReader.Make(cursor, label);
        ValueGetter<VBuffer<float>> readScores = cursor.GetGetter<VBuffer<float>>(score);
        var values = new float[((VectorDataViewType)score.Type).Size];
        VBuffer<float> scores = default;
        int unlabelled = 0;
        int unscored = 0;
        while (cursor.MoveNext())
        {
            ulong key = readLabel();
            readScores(ref scores);
            scores.CopyTo(values);
            if (key == 0)
                unlabelled++;
            else if (!Array.TrueForAll(values, float.IsFinite))
                unscored++;
            else
                counter.Add((int)key - 1, values);
        }
        if (unlabelled > 0)
            channel.Warning(MessageSensitivity.None, $"Encountered {unlabelled} unlabeled instances during testing.");
        if (unscored > 0)
            channel.Warning(MessageSensitivity.None, $"The predictor produced non-finite prediction values on {unscored} instances during testing. Possible causes: abnormal data or the predictor is numerically unstable.");
    }

    private static string[] GetClassNames(DataViewSchema.Column score, DataViewSchema.Column label)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (score.HasSlotNames())
            score.GetSlotNames(ref names);
        else if (label.HasKeyValues(TextDataViewType.Instance))
            label.GetKeyValues(ref names);
        else
            return Enumerable.Range(0, ((VectorDataViewType)score.Type).Size).Select(i => i.ToString()).ToArray();
        return names.DenseValues().Select(name => name.ToString()).ToArray();
    }
}
