using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>A format of metrics files, which have a line for each meta-step.</summary>
internal abstract class MetricsFormat
{
    /// <summary>The format that a file's extension names.</summary>
    public static MetricsFormat Of(string path)
    {
        Checks.NotEmpty(path, nameof(path));
        return Path.GetExtension(path) switch
        {
            ".csv" => new CsvFormat(),
            ".jsonl" => new JsonLinesFormat(),
            _ => throw new ArgumentException($"metrics file '{path}' must end in .csv or .jsonl.", nameof(path)),
        };
    }

    /// <summary>The line before all others; null if the format has none.</summary>
    public abstract string? Header(MetricsRow row);

    public abstract string Line(MetricsRow row);

    /// <summary>The names of the columns, from the first line; null if the format has no header.</summary>
    protected abstract IReadOnlyList<string>? Names(string header);

    /// <exception cref="FormatException">The line is not one of this format.</exception>
    protected abstract IReadOnlyList<(string Name, string? Value)> Values(string line, IReadOnlyList<string>? names);

    /// <summary>The rows of a file but for a last one that was cut short.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">A row whose columns those of the file must be; any columns if null.</param>
    /// <exception cref="InvalidDataException">A line is damaged, or the columns are not the expected ones.</exception>
    public IEnumerable<MetricsRow> Read(string path, MetricsRow? expected = null)
    {
        IReadOnlyList<string>? names = null;
        var number = 0;
        foreach (var line in WholeLines(path))
        {
            number++;
            if (number == 1 && Names(line) is { } header)
            {
                names = header;
                continue;
            }
            var row = Parse(path, number, line, names);
            if (expected is not null && !row.Values.Select(v => v.Name).SequenceEqual(expected.Values.Select(v => v.Name)))
                throw new InvalidDataException($"metrics file '{path}' has other columns than this training reports, which can not continue it: " +
                    $"{string.Join(", ", row.Values.Select(v => v.Name))} instead of {string.Join(", ", expected.Values.Select(v => v.Name))}; give it another file.");
            yield return row;
        }
    }

    private MetricsRow Parse(string path, int number, string line, IReadOnlyList<string>? names)
    {
        try
        {
            return MetricsRow.Parse(Values(line, names));
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"line {number} of metrics file '{path}' is damaged or no line of such a file: {e.Message}", e);
        }
    }

    /// <summary>The lines that end as such, read one by one.</summary>
    private static IEnumerable<string> WholeLines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var line = new StringBuilder();
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            if (next != '\n')
            {
                line.Append((char)next);
                continue;
            }
            yield return line.ToString().TrimEnd('\r');
            line.Clear();
        }
    }
}
