using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How often rows of each actual class (outer index) were predicted as each class (inner index).</summary>
public sealed class ConfusionMatrix
{
    private readonly string[] _classNames;

    internal ConfusionMatrix(double[][] counts, string[] classNames)
    {
        Counts = counts;
        _classNames = classNames;
        PerClassPrecision = counts.Select((_, i) => Ratio(counts[i][i], counts.Sum(row => row[i]))).ToArray();
        PerClassRecall = counts.Select((row, i) => Ratio(row[i], row.Sum())).ToArray();
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses => Counts.Count;

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        Contracts.CheckParam(predictedClassIndicatorIndex >= 0 && predictedClassIndicatorIndex < NumberOfClasses,
            nameof(predictedClassIndicatorIndex), "Invalid predicted class index.");
        Contracts.CheckParam(actualClassIndicatorIndex >= 0 && actualClassIndicatorIndex < NumberOfClasses,
            nameof(actualClassIndicatorIndex), "Invalid actual class index.");
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    public string GetFormattedConfusionTable()
    {
        string[] titles = _classNames.Select((name, i) => name == i.ToString(CultureInfo.InvariantCulture) ? name : $"{i}. {name}").ToArray();
        int rowWidth = Math.Max("PREDICTED".Length, titles.Max(title => title.Length));
        int width = Math.Max(6, Counts.Max(row => row.Max(count => Number(count).Length)));
        string rule = new('=', NumberOfClasses * (width + 2));
        var text = new StringBuilder();
        text.AppendLine().AppendLine("Confusion table");
        text.AppendLine($"{new string(' ', rowWidth)} ||{rule}");
        text.Append($"{"PREDICTED".PadRight(rowWidth)} ||");
        for (int i = 0; i < NumberOfClasses; i++)
            text.Append($"{i.ToString(CultureInfo.InvariantCulture).PadLeft(width)} |");
        text.AppendLine(" Recall");
        text.AppendLine($"{"TRUTH".PadRight(rowWidth)} ||{rule}");
        for (int i = 0; i < NumberOfClasses; i++)
        {
            text.Append($"{titles[i].PadLeft(rowWidth)} ||");
            foreach (double count in Counts[i])
                text.Append($"{Number(count).PadLeft(width)} |");
            text.AppendLine($" {Fraction(PerClassRecall[i])}");
        }
        text.AppendLine($"{new string(' ', rowWidth)} ||{rule}");
        text.Append($"{"Precision".PadRight(rowWidth)} ||");
        foreach (double precision in PerClassPrecision)
            text.Append($"{Fraction(precision).PadLeft(width)} |");
        return text.AppendLine().ToString();
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;

    private static string Number(double count) => count.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Fraction(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
