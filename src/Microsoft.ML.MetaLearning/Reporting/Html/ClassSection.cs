using System;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Shows hard classes, and the classes that they are confused with.</summary>
internal sealed class ClassSection(ReportedClasses classes)
{
    private const int MostInMatrix = 24, MostHard = 10, PicturesOfClass = 5, LongestLabel = 26;
    private const int SmallestCell = 18, LargestCell = 44, CellWithNumber = 32;

    public Markup Draw() => $"{Confusions()}{Hardest()}";

    private Markup Confusions()
    {
        var hardest = classes.Outcomes.HardestFirst;
        var shown = hardest.Take(MostInMatrix).Order().ToArray();
        var which = shown.Length < hardest.Count
            ? FormattableString.Invariant($"The {shown.Length} hardest of {hardest.Count} classes")
            : FormattableString.Invariant($"All {hardest.Count} classes");
        var unmet = shown.Any(row => shown.Any(column => classes.Outcomes.Rate(row, column) is null));
        return $"""
            <section id="confusion"><h2>Confusion</h2>
            <p>{which}. Rows are true classes, columns predicted ones. A cell is the part of the row's query examples
            that were predicted so, of those in episodes that held both classes{(unmet ? "; pairs that never met have no cell" : "")}.</p>
            <figure class="matrix">{Matrix(shown)}</figure></section>
            """;
    }

    private Markup Matrix(int[] shown)
    {
        var cell = Math.Clamp(480 / shown.Length, SmallestCell, LargestCell);
        var labels = shown.Select(c => Shorten(classes.Name(c))).ToArray();
        // A letter is about 6.5 wide at the size of ticks.
        var margin = 14 + (int)(6.5 * labels.Max(l => l.Length));
        var size = margin + shown.Length * cell + 2;
        int Middle(int i) => margin + i * cell + cell / 2 + 4;
        Markup Label(int i) => $"{labels[i]}<title>{classes.Name(shown[i])}</title></text>";
        return $"""
            <svg id="confusion-matrix" viewBox="0 0 {size} {size}" style="width:{size}px" role="img" aria-label="Confusion matrix">
            {labels.Select((_, i) => (Markup)$"<text x='{margin - 6}' y='{Middle(i)}' text-anchor='end'>{Label(i)}")}
            {labels.Select((_, i) => (Markup)$"<text transform='translate({Middle(i)} {margin - 6}) rotate(-90)'>{Label(i)}")}
            {shown.SelectMany((row, i) => shown.Select((column, j) => DrawCell(row, column, margin + j * cell, margin + i * cell, cell)))}
            </svg>
            """;
    }

    private Markup DrawCell(int row, int column, int x, int y, int size)
    {
        if (classes.Outcomes.Rate(row, column) is not { } rate)
            return Markup.Empty;
        Markup number = size >= CellWithNumber
            ? $"<text class='cell' x='{x + size / 2}' y='{y + size / 2 + 4}' text-anchor='middle'>{rate * 100:F0}</text>"
            : Markup.Empty;
        return $"""
            <g><title>{classes.Name(row)} as {classes.Name(column)}: {rate * 100:F1} % of {classes.Outcomes.Chances(row, column)}</title>
            <rect class="{(row == column ? "right" : "wrong")}" x="{x}" y="{y}" width="{size - 1}" height="{size - 1}"
            fill-opacity="{0.04 + 0.8 * rate:F2}"/>{number}</g>
            """;
    }

    private Markup Hardest()
    {
        if (classes.Outcomes.HardestFirst.SelectMany(classes.Outcomes.Of).All(o => o.IsHit))
            return Markup.Empty;
        Markup pictures = classes.HavePictures ? $"<th class='pictures'>Examples that were wrong</th>" : Markup.Empty;
        return $"""
            <section id="hardest"><h2>Hardest classes</h2>
            <div class="table"><table><thead><tr><th>Class</th><th>Accuracy</th><th>Query examples</th>{pictures}
            <th class="text">Taken for, of those in episodes with both</th></tr></thead><tbody>
            {classes.Outcomes.HardestFirst.Take(MostHard).Select(HardClass)}
            </tbody></table></div></section>
            """;
    }

    private Markup HardClass(int c)
    {
        var wrong = classes.Outcomes.Of(c).Where(o => !o.IsHit).GroupBy(o => o.Row)
            .OrderByDescending(r => r.Count()).ThenBy(r => r.Key).Take(PicturesOfClass)
            .Select(r => classes.Picture(r.Key, FormattableString.Invariant($"row {r.Key}, wrong {r.Count()} times")));
        Markup examples = classes.HavePictures ? $"<td class='pictures'>{wrong}</td>" : Markup.Empty;
        var takenFor = classes.Outcomes.TakenFor(c).Take(3).Select(other => (Markup)$"""
            <span class="confused">{classes.PictureOfClass(other)}<span>{classes.Name(other)}<br>
            {classes.Outcomes.Rate(c, other)!.Value * 100:F0} % of {classes.Outcomes.Chances(c, other)}</span></span>
            """);
        return $"""
            <tr><th>{classes.Name(c)}</th><td>{classes.Outcomes.Accuracy(c) * 100:F1} %</td><td>{classes.Outcomes.Of(c).Count}</td>
            {examples}<td class="text"><div class="confusions">{takenFor}</div></td></tr>
            """;
    }

    // Classes of one folder differ in the end.
    private static string Shorten(string name) => name.Length <= LongestLabel ? name : "…" + name[^(LongestLabel - 1)..];
}
