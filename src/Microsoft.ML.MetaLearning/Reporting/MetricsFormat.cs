using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Represents a format of metrics files, which have a line for each meta-step.</summary>
internal abstract class MetricsFormat
{
    /// <summary>Returns the format that a file's extension names.</summary>
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

    /// <summary>Returns the line before all others; null if the format has none.</summary>
    public abstract string? Header(MetricsRow row);

    public abstract string Line(MetricsRow row);

    /// <summary>Returns the names of the columns, from the first line; null if the format has no header.</summary>
    protected abstract IReadOnlyList<string>? Names(string header);

    /// <exception cref="FormatException">The line is not one of this format.</exception>
    protected abstract IReadOnlyList<(string Name, string? Value)> Values(string line, IReadOnlyList<string>? names);

    /// <summary>Reads the rows of a file, without a last one that is cut off.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">A row with the columns that the file must have; null for any columns.</param>
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
            if (expected is not null && !Columns(row).SequenceEqual(Columns(expected)))
                throw new InvalidDataException($"metrics file '{path}' has other columns than this training reports, " +
                    $"which cannot continue it: {string.Join(", ", Columns(row))} instead of {string.Join(", ", Columns(expected))}; " +
                    "give it another file.");
            yield return row;
        }

        static IEnumerable<string> Columns(MetricsRow row) => row.Values.Select(v => v.Name);
    }

    private MetricsRow Parse(string path, int number, string line, IReadOnlyList<string>? names)
    {
        try
        {
            return MetricsRow.Parse(Values(line, names));
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException(
                $"line {number} of metrics file '{path}' is damaged or not a line of such a file: {e.Message}", e);
        }
    }

    /// <summary>Reads the lines that end in a line break, one by one.</summary>
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
