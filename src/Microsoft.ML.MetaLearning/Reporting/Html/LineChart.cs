using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Represents a line of a chart.</summary>
/// <param name="Name">The name in the legend.</param>
/// <param name="Points">The points, from left to right.</param>
internal sealed record Line(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>
/// Draws values over meta-steps. Where there are too many points to be seen, it draws means over equal numbers of them, in a band from the
/// smallest to the largest.
/// </summary>
internal static class LineChart
{
    /// <summary>The number of colors in report.css.</summary>
    public const int Colors = 10;
    private const int MostPoints = 120;

    /// <summary>Returns whether lines of so many points are drawn as means in bands.</summary>
    public static bool IsBucketed(int points) => points > MostPoints;

    /// <summary>Draws a chart.</summary>
    /// <param name="title">The title.</param>
    /// <param name="yName">The name of the vertical axis.</param>
    /// <param name="lines">The lines. Those without points are left out, and so is a chart without lines.</param>
    /// <param name="percent">Whether the values are fractions to be shown as percentages.</param>
    public static Markup Draw(string title, string yName, IEnumerable<Line> lines, bool percent = false)
    {
        var shown = lines.Where(l => l.Points.Count > 0).Select(l => (l.Name, Points: Bucket(l.Points))).ToArray();
        if (shown.Length == 0)
            return Markup.Empty;
        var all = shown.SelectMany(l => l.Points).ToArray();
        var axes = new Axes((all.Min(p => p.X), all.Max(p => p.X)), (all.Min(p => p.Low), all.Max(p => p.High)));
        Markup content = $"{shown.Select((line, i) => DrawLine(axes, line.Points, i % Colors))}";
        var chart = axes.Draw(title, "meta-step", yName, content, percent);
        return $"<figure><figcaption>{title}</figcaption>{chart}{Legend(shown.Select(l => l.Name).ToArray())}</figure>";
    }

    public static Markup Legend(IReadOnlyList<string> names) => names.Count < 2
        ? Markup.Empty
        : $"<p class='legend'>{names.Select((name, i) => (Markup)$"<span><i class='c{i % Colors}'></i>{name}</span>")}</p>";

    private static Markup DrawLine(Axes axes, IReadOnlyList<Bucketed> points, int color)
    {
        if (points.Count == 1)
            return $"<circle class='c{color}' cx='{axes.X(points[0].X):F1}' cy='{axes.Y(points[0].Y):F1}' r='3'/>";
        Markup band = points.Any(p => p.High > p.Low)
            ? $"<path class='band c{color}' d='M{Path(axes, points, p => p.High)}L{Path(axes, points.Reverse(), p => p.Low)}Z'/>"
            : Markup.Empty;
        return $"{band}<path class='line c{color}' d='M{Path(axes, points, p => p.Y)}'/>";
    }

    private static string Path(Axes axes, IEnumerable<Bucketed> points, Func<Bucketed, double> y) =>
        string.Join('L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{axes.X(p.X):F1} {axes.Y(y(p)):F1}")));

    private static Bucketed[] Bucket(IReadOnlyList<(double X, double Y)> points) =>
        points.Chunk((points.Count - 1) / MostPoints + 1)
            .Select(c => new Bucketed(c.Average(p => p.X), c.Average(p => p.Y), c.Min(p => p.Y), c.Max(p => p.Y))).ToArray();

    private readonly record struct Bucketed(double X, double Y, double Low, double High);
}
