using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Draws the curves of a training record.</summary>
internal static class TrainingSection
{
    public static Markup Draw(IReadOnlyList<MetaTrainingMetrics> record)
    {
        if (record.Count == 0)
            return Markup.Empty;
        var last = record[^1];
        Line Of(string name, Func<MetaTrainingMetrics, double?> value) => new(name, Points(record, value));
        Line Validation(Func<MetaTrainingMetrics, double?> value) => new("validation", Points(Validations(record), value));
        Line[] accuracies = [Of("training", m => m.Accuracy), Validation(m => m.ValidationAccuracy)];
        return $"""
            <section id="training"><h2>Training</h2>
            <p>{last.MetaStep:N0} of at most {last.MetaSteps:N0} meta-steps in {Duration(last.Elapsed)},
            {last.TasksPerSecond:F1} tasks per second, gradients by {last.GradientPath}.{Bands(record.Count)}</p>
            <div class="charts">
            {LineChart.Draw("Query loss", "loss", [Of("training", m => m.Loss), Validation(m => m.ValidationLoss)])}
            {LineChart.Draw("Query accuracy", "accuracy", accuracies, percent: true)}
            {LineChart.Draw("Norm of the meta-gradient, before clipping", "norm", [Of("norm", m => m.GradientNorm)])}
            {LineChart.Draw("Learning rate of the outer loop", "learning rate", [Of("rate", m => m.LearningRate)])}
            {LineChart.Draw("Learned rates of the inner loop, mean over its steps", "learning rate", InnerRates(record))}
            </div></section>
            """;
    }

    private static string Bands(int points) => LineChart.IsBucketed(points)
        ? " Lines are means over neighboring meta-steps; bands go from the smallest value to the largest."
        : "";

    private static IEnumerable<Line> InnerRates(IReadOnlyList<MetaTrainingMetrics> record) =>
        from name in record[^1].InnerLearningRates?.Keys ?? []
        select new Line(name, Points(record, m => m.InnerLearningRates?.TryGetValue(name, out var rates) == true ? rates.Average() : null));

    private static (double, double)[] Points(IEnumerable<MetaTrainingMetrics> record, Func<MetaTrainingMetrics, double?> value) =>
        record.Where(m => value(m) is { } v && double.IsFinite(v)).Select(m => ((double)m.MetaStep, value(m)!.Value)).ToArray();

    /// <summary>Returns the metrics with a new validation. Metrics repeat the latest one until the next.</summary>
    private static IEnumerable<MetaTrainingMetrics> Validations(IReadOnlyList<MetaTrainingMetrics> record) => record.Where((m, i) =>
        i == 0 || (m.ValidationLoss, m.ValidationAccuracy) != (record[i - 1].ValidationLoss, record[i - 1].ValidationAccuracy));

    private static string Duration(TimeSpan time) =>
        time.ToString(time.TotalDays < 1 ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
}
