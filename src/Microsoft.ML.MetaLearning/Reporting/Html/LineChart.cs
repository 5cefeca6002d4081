using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Its points, from left to right.</param>
internal sealed record Line(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>
/// Values over meta-steps. Of more points than can be seen, means over equally many are drawn, in a band from the smallest to the largest
/// of them.
/// </summary>
internal static class LineChart
{
    /// <summary>As many colours as report.css has.</summary>
    public const int Colours = 10;
    private const int MostPoints = 120;

    /// <summary>Whether lines of so many points are drawn as means in bands.</summary>
    public static bool IsBucketed(int points) => points > MostPoints;

    /// <param name="title">What is shown.</param>
    /// <param name="yName">What goes from bottom to top.</param>
    /// <param name="lines">The lines; those without points are left out, and so is a chart without lines.</param>
    /// <param name="percent">Whether the values are fractions to be shown as percentages.</param>
    public static Markup Draw(string title, string yName, IEnumerable<Line> lines, bool percent = false)
    {
        var shown = lines.Where(l => l.Points.Count > 0).Select(l => (l.Name, Points: Bucket(l.Points))).ToArray();
        if (shown.Length == 0)
            return Markup.Empty;
        var all = shown.SelectMany(l => l.Points).ToArray();
        var axes = new Axes((all.Min(p => p.X), all.Max(p => p.X)), (all.Min(p => p.Low), all.Max(p => p.High)));
        Markup content = $"{shown.Select((line, i) => DrawLine(axes, line.Points, i % Colours))}";
        return $"""<figure><figcaption>{title}</figcaption>{axes.Draw(title, "meta-step", yName, content, percent)}{Legend(shown.Select(l => l.Name).ToArray())}</figure>""";
    }

    public static Markup Legend(IReadOnlyList<string> names) => names.Count < 2
        ? Markup.Empty
        : $"<p class='legend'>{names.Select((name, i) => (Markup)$"<span><i class='c{i % Colours}'></i>{name}</span>")}</p>";

    private static Markup DrawLine(Axes axes, IReadOnlyList<Bucketed> points, int colour)
    {
        if (points.Count == 1)
            return $"<circle class='c{colour}' cx='{axes.X(points[0].X):F1}' cy='{axes.Y(points[0].Y):F1}' r='3'/>";
        Markup band = points.Any(p => p.High > p.Low)
            ? $"<path class='band c{colour}' d='M{Path(axes, points, p => p.High)}L{Path(axes, points.Reverse(), p => p.Low)}Z'/>"
            : Markup.Empty;
        return $"{band}<path class='line c{colour}' d='M{Path(axes, points, p => p.Y)}'/>";
    }

    private static string Path(Axes axes, IEnumerable<Bucketed> points, Func<Bucketed, double> y) =>
        string.Join('L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{axes.X(p.X):F1} {axes.Y(y(p)):F1}")));

    private static IReadOnlyList<Bucketed> Bucket(IReadOnlyList<(double X, double Y)> points) => points.Chunk((points.Count - 1) / MostPoints + 1)
        .Select(c => new Bucketed(c.Average(p => p.X), c.Average(p => p.Y), c.Min(p => p.Y), c.Max(p => p.Y))).ToArray();

    private readonly record struct Bucketed(double X, double Y, double Low, double High);
}
