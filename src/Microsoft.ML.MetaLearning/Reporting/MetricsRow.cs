using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>
/// Represents metrics as named values, in the order of a file's columns. A missing value, or one that is no number, is null.
/// </summary>
internal sealed class MetricsRow
{
    /// <summary>The one column of text; all others are numbers.</summary>
    public const string GradientPath = "gradientPath";
    private const string Rate = "innerLearningRate/";

    public MetricsRow(MetaTrainingMetrics metrics)
    {
        Metrics = metrics with { View = null };
        Values =
        [
            ("metaStep", Text(metrics.MetaStep)),
            ("metaSteps", Text(metrics.MetaSteps)),
            ("loss", Text(metrics.Loss)),
            ("accuracy", Text(metrics.Accuracy)),
            ("validationLoss", Text(metrics.ValidationLoss)),
            ("validationAccuracy", Text(metrics.ValidationAccuracy)),
            ("learningRate", Text(metrics.LearningRate)),
            ("gradientNorm", Text(metrics.GradientNorm)),
            ("tasksPerSecond", Text(metrics.TasksPerSecond)),
            ("elapsedSeconds", Text(metrics.Elapsed.TotalSeconds)),
            ("remainingSeconds", Text(metrics.Remaining.TotalSeconds)),
            (GradientPath, metrics.GradientPath),
            .. metrics.InnerLearningRates?.SelectMany(
                tensor => tensor.Value.Select((rate, step) => ($"{Rate}{tensor.Key}/{Text(step)}", Text(rate)))) ?? [],
        ];
    }

    public MetaTrainingMetrics Metrics { get; }

    public IReadOnlyList<(string Name, string? Value)> Values { get; }

    /// <exception cref="KeyNotFoundException">A value is missing that every row has.</exception>
    /// <exception cref="FormatException">A value is not a number.</exception>
    public static MetricsRow Parse(IReadOnlyList<(string Name, string? Value)> values)
    {
        var byName = values.ToDictionary(v => v.Name, v => v.Value);
        double? Number(string name) =>
            byName[name] is { } text ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;
        // TimeSpan.FromSeconds truncates.
        TimeSpan Time(string name) => TimeSpan.FromTicks((long)Math.Round((Number(name) ?? 0) * TimeSpan.TicksPerSecond));
        int Count(string name) => int.Parse(byName[name] ?? "", NumberStyles.None, CultureInfo.InvariantCulture);
        var rates = values.Where(v => v.Name.StartsWith(Rate, StringComparison.Ordinal))
            .GroupBy(v => v.Name[Rate.Length..v.Name.LastIndexOf('/')])
            .ToDictionary(
                tensor => tensor.Key, IReadOnlyList<double> (tensor) => tensor.Select(v => Number(v.Name) ?? double.NaN).ToArray());
        return new MetricsRow(new MetaTrainingMetrics
        {
            MetaStep = Count("metaStep"),
            MetaSteps = Count("metaSteps"),
            Loss = Number("loss") ?? double.NaN,
            Accuracy = Number("accuracy") ?? double.NaN,
            ValidationLoss = Number("validationLoss"),
            ValidationAccuracy = Number("validationAccuracy"),
            LearningRate = Number("learningRate") ?? double.NaN,
            GradientNorm = Number("gradientNorm"),
            TasksPerSecond = Number("tasksPerSecond") ?? double.NaN,
            Elapsed = Time("elapsedSeconds"),
            Remaining = Time("remainingSeconds"),
            GradientPath = byName[GradientPath] ?? "",
            InnerLearningRates = rates.Count > 0 ? rates : null,
        });
    }

    private static string? Text(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null;
}
