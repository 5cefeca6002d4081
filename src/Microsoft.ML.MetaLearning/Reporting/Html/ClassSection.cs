using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning;

/// <summary>Which classes are hard, and what they are taken for.</summary>
internal sealed class ClassSection(ReportedClasses classes)
{
    private const int MostInMatrix = 24;
    private const int MostHard = 10;
    private const int PicturesOfClass = 5;
    private const int Cell = 18;
    private const int LabelWidth = 170;
    private const int LongestLabel = 26;

    public Markup Draw() => $"{Confusions()}{Hardest()}";

    private Markup Confusions()
    {
        var hardest = classes.Outcomes.HardestFirst;
        var shown = hardest.Take(MostInMatrix).Order().ToArray();
        var size = LabelWidth + shown.Length * Cell + 10;
        return $"""
            <section id="confusion"><h2>Confusion</h2>
            <p>{(shown.Length < hardest.Count ? FormattableString.Invariant($"The {shown.Length} hardest of {hardest.Count} classes") : FormattableString.Invariant($"All {hardest.Count} classes"))}.
            Rows are true classes, columns predicted ones. A cell is the part of the row's query examples that were predicted so, of those in episodes that held both classes; blank cells are of pairs that never met.</p>
            <figure class="matrix"><svg id="confusion-matrix" viewBox="0 0 {size} {size}" style="max-width:{size}px" role="img" aria-label="Confusion matrix">
            {shown.Select((c, i) => (Markup)$"<text class='tick' x='{LabelWidth - 6}' y='{LabelWidth + i * Cell + 13}' text-anchor='end'>{Shorten(classes.Name(c))}<title>{classes.Name(c)}</title></text>")}
            {shown.Select((c, i) => (Markup)$"<text class='tick' transform='translate({LabelWidth + i * Cell + 13} {LabelWidth - 6}) rotate(-90)'>{Shorten(classes.Name(c))}<title>{classes.Name(c)}</title></text>")}
            {shown.SelectMany((row, i) => shown.Select((column, j) => DrawCell(row, column, i, j)))}
            </svg></figure></section>
            """;
    }

    private Markup DrawCell(int row, int column, int i, int j) => classes.Outcomes.Rate(row, column) is not { } rate
        ? Markup.Empty
        : $"<rect class='{(row == column ? "right" : "wrong")}' x='{LabelWidth + j * Cell}' y='{LabelWidth + i * Cell}' width='{Cell - 1}' height='{Cell - 1}' fill-opacity='{0.04 + 0.96 * rate:F2}'><title>{classes.Name(row)} as {classes.Name(column)}: {rate * 100:F1} % of {classes.Outcomes.Chances(row, column)}</title></rect>";

    private Markup Hardest() => $"""
        <section id="hardest"><h2>Hardest classes</h2>
        <table><thead><tr><th>Class</th><th>Accuracy</th><th>Query examples</th>{(classes.HavePictures ? (Markup)$"<th>Examples that were wrong</th>" : Markup.Empty)}<th>Taken for, of the times both were there</th></tr></thead><tbody>
        {classes.Outcomes.HardestFirst.Take(MostHard).Select(HardClass)}
        </tbody></table></section>
        """;

    private Markup HardClass(int c)
    {
        var wrong = classes.Outcomes.Of(c).Where(o => !o.IsHit).GroupBy(o => o.Row).OrderByDescending(r => r.Count()).ThenBy(r => r.Key).Take(PicturesOfClass);
        Markup examples = classes.HavePictures
            ? $"<td class='pictures'>{wrong.Select(r => classes.Picture(r.Key, FormattableString.Invariant($"row {r.Key}, wrong {r.Count()} times")))}</td>"
            : Markup.Empty;
        var takenFor = classes.Outcomes.TakenFor(c).Take(3).Select(other => (Markup)$"""
            <span class="confused">{classes.PictureOfClass(other)}<span>{classes.Name(other)}<br>{classes.Outcomes.Rate(c, other)!.Value * 100:F1} %</span></span>
            """);
        return $"<tr><th>{classes.Name(c)}</th><td>{classes.Outcomes.Accuracy(c) * 100:F1} %</td><td>{classes.Outcomes.Of(c).Count}</td>{examples}<td class='text'>{takenFor}</td></tr>";
    }

    // The end tells classes of one folder apart.
    private static string Shorten(string name) => name.Length <= LongestLabel ? name : "…" + name[^(LongestLabel - 1)..];
}
