using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Writes and reads comma-separated values with a header, after RFC 4180.</summary>
internal sealed class CsvFormat : MetricsFormat
{
    public override string? Header(MetricsRow row) => Join(row.Values.Select(v => v.Name));

    public override string Line(MetricsRow row) => Join(row.Values.Select(v => v.Value ?? ""));

    protected override IReadOnlyList<string>? Names(string header) => Split(header);

    protected override IReadOnlyList<(string Name, string? Value)> Values(string line, IReadOnlyList<string>? names)
    {
        var fields = Split(line);
        return fields.Count == names!.Count
            ? names.Zip(fields, (name, value) => (name, value == "" ? null : value)).ToArray()
            : throw new FormatException($"{fields.Count} values for {names.Count} columns.");
    }

    private static string Join(IEnumerable<string> fields) =>
        string.Join(',', fields.Select(f => f.AsSpan().IndexOfAny(",\"\r\n") < 0 ? f : $"\"{f.Replace("\"", "\"\"")}\""));

    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
                Take();
            else
                field.Append(line[i]);
        }
        Take();
        return fields;

        void Take()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }
}
