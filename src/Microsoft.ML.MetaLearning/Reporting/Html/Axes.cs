using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Draws the frame of a chart, its grid and numbers, and places values in it.</summary>
/// <param name="x">The smallest and largest value from left to right.</param>
/// <param name="y">The smallest and largest value from bottom to top.</param>
internal sealed class Axes((double From, double To) x, (double From, double To) y)
{
    // Numbers are larger on a phone (report.css), where a chart is narrow.
    private const int Width = 480, Height = 260, Left = 78, Right = 12, Top = 10, Bottom = 40;
    private static readonly int[] s_multiples = [1, 2, 5, 10];
    private readonly (double From, double To) _x = Widen(x), _y = Widen(y);

    public double X(double value) => Left + (value - _x.From) / (_x.To - _x.From) * (Width - Left - Right);

    public double Y(double value) => Height - Bottom - (value - _y.From) / (_y.To - _y.From) * (Height - Top - Bottom);

    /// <summary>Draws a chart.</summary>
    /// <param name="description">A description for screen readers.</param>
    /// <param name="xName">The name of the horizontal axis.</param>
    /// <param name="yName">The name of the vertical axis.</param>
    /// <param name="content">The content of the frame.</param>
    /// <param name="percent">Whether the vertical values are fractions to be shown as percentages.</param>
    public Markup Draw(string description, string xName, string yName, Markup content, bool percent = false) => $"""
        <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{description}">
        <g class="grid">{Ticks(_x).Select(t => (Markup)$"<path d='M{X(t):F1} {Top}V{Height - Bottom}'/>")}
        {Ticks(_y).Select(t => (Markup)$"<path d='M{Left} {Y(t):F1}H{Width - Right}'/>")}</g>
        {content}
        <g class="tick">
        {Ticks(_x).Select(t => (Markup)$"<text x='{X(t):F1}' y='{Height - Bottom + 15}' text-anchor='middle'>{Number(t)}</text>")}</g>
        <g class="tick">
        {Ticks(_y).Select(t => (Markup)$"<text x='{Left - 6}' y='{Y(t) + 4:F1}' text-anchor='end'>{Number(t, percent)}</text>")}</g>
        <text class="axis" x="{(Left + Width - Right) / 2}" y="{Height - 6}" text-anchor="middle">{xName}</text>
        <text class="axis" x="12" y="{(Top + Height - Bottom) / 2}" text-anchor="middle"
        transform="rotate(-90 12 {(Top + Height - Bottom) / 2})">{yName}</text>
        </svg>
        """;

    /// <summary>Returns about five round values in a range: multiples of 1, 2 or 5 times a power of ten.</summary>
    public static IReadOnlyList<double> Ticks((double From, double To) range)
    {
        var rough = (range.To - range.From) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * s_multiples.First(m => m * power >= rough * 0.999);
        var first = (long)Math.Ceiling(range.From / step - 1e-9);
        var last = (long)Math.Floor(range.To / step + 1e-9);
        return Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step).ToArray();
    }

    private static string Number(double value, bool percent = false) => percent
        ? (value * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %"
        : value.ToString(value != 0 && Math.Abs(value) < 0.001 ? "0.##e0" : "0.####", CultureInfo.InvariantCulture);

    private static (double, double) Widen((double From, double To) range)
    {
        if (range.To > range.From)
            return range;
        var half = range.From == 0 ? 0.5 : Math.Abs(range.From) / 2;
        return (range.From - half, range.From + half);
    }
}
