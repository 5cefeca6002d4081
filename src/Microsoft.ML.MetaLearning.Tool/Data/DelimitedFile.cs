using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CsvHelper;
using CsvHelper.Configuration;
using MetaLearn.Configuration;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MetaLearn.Data;

/// <summary>A CSV or TSV file with a header: all of its rows, or what is wrong with them, each with its line.</summary>
internal sealed class DelimitedFile
{
    private const string Separators = ",;\t|";
    private const string BrokenQuote = " begins a field with a quote that does not end it; if quotes belong to the text, write the field " +
        "in quotes and those in it twice, or set 'quotes' to false in a configuration";
    private readonly string _path;
    private readonly char _separator;
    private readonly bool _quotes;

    private DelimitedFile(string path, char separator, bool quotes)
    {
        (_path, _separator, _quotes) = (path, separator, quotes);
        var header = TextFile.Read(path, reader => Records(reader).FirstOrDefault())
            ?? throw new DataException($"file '{path}' is empty, but its first line must name its columns.");
        if (header.IsBroken)
            throw new DataException($"file '{path}', line {header.Line}{BrokenQuote}.");
        if (header.Fields.Any(f => f.Contains('\0')))
            throw new DataException($"file '{path}', line {header.Line}: the text is not UTF-8, in which the file must be saved.");
        Columns = header.Fields;
    }

    /// <param name="Line">The first line of it, from 1.</param>
    /// <param name="Fields">Its fields.</param>
    /// <param name="IsBroken">Whether a quote opens a field that no quote closes.</param>
    private sealed record Record(int Line, string[] Fields, bool IsBroken);

    /// <summary>Its name.</summary>
    public string Path => _path;

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// The column of sentences: Text or, where only one other stands beside Label and its first field is no number, that one; null if there
    /// is none.
    /// </summary>
    public int? TextColumn
    {
        get
        {
            if (Columns.Contains(ColumnNames.Text))
                return IndexOf(ColumnNames.Text);
            var others = Enumerable.Range(0, Columns.Count).Where(i => Columns[i] != ColumnNames.Label).ToArray();
            return others is [var only] && !HasNumber(only) ? only : null;
        }
    }

    /// <summary>Whether a path has the name of a CSV or TSV file.</summary>
    public static bool HasName(string path) => System.IO.Path.GetExtension(path).ToUpperInvariant() is ".CSV" or ".TSV";

    /// <param name="path">The file.</param>
    /// <param name="separator">What separates its fields; null for what separates those of its first line.</param>
    /// <param name="quotes">Whether a field may stand in quotes.</param>
    /// <exception cref="DataException">The file is not there, or empty.</exception>
    public static DelimitedFile Open(string path, char? separator = null, bool quotes = true) =>
        new(path, separator ?? SeparatorOf(path), quotes);

    /// <summary>The position of a column.</summary>
    /// <exception cref="DataException">There is none of that name, or more than one.</exception>
    public int IndexOf(string column) => Enumerable.Range(0, Columns.Count).Where(i => Columns[i] == column).ToArray() switch
    {
        [var index] => index,
        [] => throw new DataException($"file '{_path}' has no column '{column}'.{Names.DidYouMean(column, Columns)} Separated by " +
            $"{SeparatorName}, its columns are {string.Join(", ", Columns.Take(20))}."),
        var several => throw new DataException($"file '{_path}' has {several.Length} columns '{column}', but each must have a name " +
            "of its own."),
    };

    /// <summary>All rows as a view.</summary>
    /// <exception cref="DataException">There are none, or some cannot be read.</exception>
    public IDataView Load(MLContext mlContext, DelimitedColumns columns) => View(mlContext, ReadAll(mlContext, columns), columns);

    /// <summary>All rows.</summary>
    /// <exception cref="DataException">There are none, or some cannot be read.</exception>
    public IReadOnlyList<DelimitedRow> ReadAll(MLContext mlContext, DelimitedColumns columns)
    {
        const int Shown = 20;
        var (rows, problems) = Read(mlContext, columns);
        if (problems.Count > 0)
            throw new DataException(string.Join(
                Environment.NewLine,
                [.. problems.Take(Shown), .. problems.Count > Shown
                    ? [$"and {problems.Count - Shown} more lines."]
                    : Array.Empty<string>()]));
        return rows.Count > 0 ? rows : throw new DataException($"file '{_path}' names its columns, but has no rows.");
    }

    /// <summary>The rows that can be read, and what is wrong with the others.</summary>
    public (IReadOnlyList<DelimitedRow> Rows, IReadOnlyList<string> Problems) Read(
        MLContext mlContext, DelimitedColumns columns) => TextFile.Read(_path, reader =>
    {
        var (rows, problems, numbers, doubtful, count) = (
            new List<DelimitedRow>(), new List<string>(), new NumberText(_separator), new List<int>(), 0);
        foreach (var record in Records(reader).Skip(1))
        {
            var row = new DelimitedRow { Number = ++count };
            if (Fill(row, record, columns, numbers) is { } problem)
                problems.Add($"file '{_path}', line {record.Line}{problem}.");
            else
                rows.Add(row);
            if (Enumerable.Range(0, record.Fields.Length).Any(field => HoldsRows(record.Fields, field)))
                doubtful.Add(record.Line);
        }
        WarnOf(mlContext, doubtful);
        return (rows, problems);
    });

    /// <summary>
    /// Rows as a view with the columns that were read; the split is called as in the file, and features have the names of their columns.
    /// </summary>
    public IDataView View(MLContext mlContext, IEnumerable<DelimitedRow> rows, DelimitedColumns columns)
    {
        var definition = SchemaDefinition.Create(typeof(DelimitedRow));
        definition.RemoveAll(c => columns.Texts.All(t => t.Name != c.MemberName)
            && (columns.Features is null || c.MemberName != nameof(DelimitedRow.Features)));
        if (columns.Split is { } split)
            definition[nameof(DelimitedRow.Split)].ColumnName = Columns[split];
        if (columns.Features is { } fields)
        {
            var (features, names) = (definition[nameof(DelimitedRow.Features)], Array.ConvertAll(fields, f => Columns[f].AsMemory()));
            features.ColumnType = new VectorDataViewType(NumberDataViewType.Single, fields.Length);
            features.AddAnnotation(
                "SlotNames",
                new VBuffer<ReadOnlyMemory<char>>(names.Length, names),
                new VectorDataViewType(TextDataViewType.Instance, names.Length));
        }
        return mlContext.Data.LoadFromEnumerable(rows, definition);
    }

    private string SeparatorName => _separator switch { ',' => "commas", ';' => "semicolons", '\t' => "tabs", _ => $"'{_separator}'" };

    /// <summary>Of those that are usual the one which the first line has most of; tabs if the file says so by its name.</summary>
    private static char SeparatorOf(string path)
    {
        var header = TextFile.Read(path, reader => TextFile.Lines(reader).FirstOrDefault(line => line.Length > 0)) ?? "";
        var unquoted = string.Concat(header.Split('"').Where((_, i) => i % 2 == 0));
        return unquoted.Contains('\t') && System.IO.Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase)
            ? '\t'
            : Separators.MaxBy(s => unquoted.Count(c => c == s));
    }

    private IEnumerable<Record> Records(TextReader reader)
    {
        var isBroken = false;
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = $"{_separator}",
            Mode = _quotes ? CsvMode.RFC4180 : CsvMode.NoEscape,
            // In a field that does not begin with a quote, quotes are characters like others.
            BadDataFound = bad => isBroken |= bad.Field.StartsWith('"'),
        }, leaveOpen: true);
        while (parser.Read())
        {
            isBroken = false;
            var fields = parser.Record!;
            var breaks = fields.Sum(LineBreaks);
            // Between tabs a field is of one line: what reaches further began with a quote that was part of its text.
            yield return new Record(parser.RawRow - breaks, fields, isBroken || breaks > 0 && _separator == '\t');
        }
    }

    /// <summary>
    /// Whether a field over several lines seems to be rows: a quote that was part of a text may have opened it, and another closed it.
    /// </summary>
    private bool HoldsRows(string[] fields, int field)
    {
        if (!fields[field].Contains('\n'))
            return false;
        var separators = fields[field].Split('\n').Select(line => line.Count(c => c == _separator)).ToArray();
        return separators[0] == Columns.Count - 1 - field && separators[^1] == field
            && separators[1..^1].All(count => count == Columns.Count - 1);
    }

    private void WarnOf(MLContext mlContext, List<int> doubtful)
    {
        if (doubtful.Count == 0)
            return;
        using var channel = ((IHostEnvironment)mlContext).Start(nameof(DelimitedFile));
        channel.Warning(
            MessageSensitivity.UserData,
            $"file '{_path}', line {doubtful[0]}{(doubtful.Count > 1 ? $" and {doubtful.Count - 1} more" : "")}: a field in quotes " +
            "reaches over lines that look like rows; " +
            "if a quote of the text opened it, write the field in quotes and those in it twice.");
    }

    private static int LineBreaks(string field) => field.AsSpan().Count('\n') is > 0 and var breaks ? breaks : field.AsSpan().Count('\r');

    private bool HasNumber(int column) => TextFile.Read(
        _path, reader => Records(reader).Skip(1).FirstOrDefault() is { } first && column < first.Fields.Length
            && new NumberText(_separator).Read(first.Fields[column], out _) is null);

    /// <summary>Reads the fields of a row; what is wrong with them instead, or null.</summary>
    private string? Fill(DelimitedRow row, Record record, DelimitedColumns columns, NumberText numbers)
    {
        var fields = record.Fields;
        if (record.IsBroken)
            return BrokenQuote;
        if (fields.Length != Columns.Count)
            return $" has {fields.Length} fields, but the header names {Columns.Count} columns";
        foreach (var (_, field) in columns.Texts.Where(t => string.IsNullOrWhiteSpace(fields[t.Field])))
            return $", column '{Columns[field]}' must not be empty";
        string TextAt(int? field) => field is { } i ? fields[i] : "";
        (row.Label, row.Split, row.Text, row.ImagePath) = (
            TextAt(columns.Label), TextAt(columns.Split), TextAt(columns.Text), TextAt(columns.ImagePath));
        row.Features = new float[columns.Features?.Length ?? 0];
        for (var i = 0; i < row.Features.Length; i++)
            if (numbers.Read(fields[columns.Features![i]], out row.Features[i]) is { } problem)
                return $", column '{Columns[columns.Features[i]]}' {problem}";
        return null;
    }
}
