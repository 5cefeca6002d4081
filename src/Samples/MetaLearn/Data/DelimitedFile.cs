using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MetaLearn.Configuration;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MetaLearn.Data;

/// <summary>A column to read.</summary>
/// <param name="Name">Its name in the view.</param>
/// <param name="Kind">The type of its values.</param>
/// <param name="Fields">The positions of its fields.</param>
/// <param name="IsVector">Whether it is a vector, be it of one field.</param>
internal sealed record DelimitedColumn(string Name, DataKind Kind, int[] Fields, bool IsVector)
{
    public static DelimitedColumn Text(string name, int field) => new(name, DataKind.String, [field], IsVector: false);

    public static DelimitedColumn Numbers(string name, int[] fields) => new(name, DataKind.Single, fields, IsVector: true);
}

/// <summary>A CSV or TSV file with a header, read by ML.NET's text loader.</summary>
internal sealed class DelimitedFile
{
    private const char Quote = '"';
    private readonly string _path;
    private readonly char _separator;

    private DelimitedFile(string path, char separator, string[] columns)
    {
        _path = path;
        _separator = separator;
        Columns = columns;
    }

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <exception cref="DataException">The file is not there, or empty.</exception>
    public static DelimitedFile Open(string path)
    {
        if (!File.Exists(path))
            throw new DataException($"file '{path}' does not exist.");
        var separator = Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
        var header = File.ReadLines(path).FirstOrDefault();
        return string.IsNullOrEmpty(header)
            ? throw new DataException($"file '{path}' is empty, but its first line must name its columns.")
            : new DelimitedFile(path, separator, Fields(header, separator));
    }

    /// <summary>The position of a column.</summary>
    /// <exception cref="DataException">There is none of that name.</exception>
    public int IndexOf(string column) => Columns.ToList().IndexOf(column) is >= 0 and var index
        ? index
        : throw new DataException($"file '{_path}' has no column '{column}'.{Names.DidYouMean(column, Columns)} Its columns are {string.Join(", ", Columns.Take(20))}.");

    public IDataView Load(MLContext mlContext, IEnumerable<DelimitedColumn> columns) => mlContext.Data.LoadFromTextFile(_path, new TextLoader.Options
    {
        Columns = columns.Select(Describe).ToArray(),
        Separators = [_separator],
        HasHeader = true,
        AllowQuoting = true,
        ReadMultilines = true,
        MissingRealsAsNaNs = true,
    });

    /// <summary>Lines whose number of fields is not that of the header. A quoted field with a line break in it counts by its lines.</summary>
    public IEnumerable<string> WrongLines() => File.ReadLines(_path).Select((line, i) => (Number: i + 1, Text: line))
        .Where(line => line.Text.Length > 0 && line.Text.Count(c => c == Quote) % 2 == 0)
        .Select(line => (line.Number, Fields(line.Text, _separator).Length)).Where(line => line.Length != Columns.Count)
        .Select(line => $"line {line.Number} has {line.Length} fields, but the header names {Columns.Count} columns.");

    private static TextLoader.Column Describe(DelimitedColumn column) => column.IsVector
        ? new TextLoader.Column(column.Name, column.Kind, Ranges(column.Fields).ToArray())
        : new TextLoader.Column(column.Name, column.Kind, column.Fields[0]);

    /// <summary>Neighbouring fields as one range; a table may have thousands.</summary>
    private static IEnumerable<TextLoader.Range> Ranges(int[] fields)
    {
        for (var first = 0; first < fields.Length;)
        {
            var last = first;
            while (last + 1 < fields.Length && fields[last + 1] == fields[last] + 1)
                last++;
            yield return new TextLoader.Range(fields[first], fields[last]) { ForceVector = true };
            first = last + 1;
        }
    }

    /// <summary>The fields of a line; a quoted field may hold separators, and quotes written twice.</summary>
    private static string[] Fields(string line, char separator)
    {
        var (fields, field, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == Quote && quoted && i + 1 < line.Length && line[i + 1] == Quote)
                field.Append(line[i++]);
            else if (line[i] == Quote)
                quoted = !quoted;
            else if (line[i] == separator && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
                field.Append(line[i]);
        }
        fields.Add(field.ToString());
        return [.. fields];
    }
}
