using System;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Compares scores with labels; the loss function is the squared loss.</summary>
internal static class RegressionEvaluator
{
    public static RegressionMetrics Evaluate(IHostEnvironment env, IDataView data, string labelColumnName, string scoreColumnName)
    {
        DataViewSchema.Column label = Find(env, data, labelColumnName, "label");
        DataViewSchema.Column score = Find(env, data, scoreColumnName, "score");
        using DataViewRowCursor cursor = data.GetRowCursor([label, score]);
        ValueGetter<float> readLabel = cursor.GetGetter<float>(label);
        ValueGetter<float> readScore = cursor.GetGetter<float>(score);

        long rows = 0;
        double absolute = 0;
        double squared = 0;
        double labelMean = 0;
        double labelScatter = 0;
        float actual = 0;
        float predicted = 0;
        while (cursor.MoveNext())
        {
            readLabel(ref actual);
            readScore(ref predicted);
            if (float.IsNaN(actual) || !float.IsFinite(predicted))
                continue;
            rows++;
            double error = (double)predicted - actual;
            absolute += Math.Abs(error);
            squared += error * error;
            // Welford's update: the labels' sum of squares about their mean, without cancellation.
            double delta = actual - labelMean;
            labelMean += delta / rows;
            labelScatter += delta * (actual - labelMean);
        }
        double meanSquared = rows == 0 ? 0 : squared / rows;
        return new RegressionMetrics(rows == 0 ? 0 : absolute / rows, meanSquared, Math.Sqrt(meanSquared), meanSquared, rows == 0 ? 0 : 1 - squared / labelScatter);
    }

    private static DataViewSchema.Column Find(IHostEnvironment env, IDataView data, string name, string role)
    {
        DataViewSchema.Column column = data.Schema.GetColumnOrNull(name) ?? throw env.ExceptSchemaMismatch(nameof(data), role, name);
        if (column.Type != NumberDataViewType.Single)
            throw env.ExceptSchemaMismatch(nameof(data), role, name, "Single", column.Type.ToString()!);
        return column;
    }
}
