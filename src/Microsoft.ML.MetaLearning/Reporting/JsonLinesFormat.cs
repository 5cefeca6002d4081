using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Writes and reads a flat JSON object on each line.</summary>
internal sealed class JsonLinesFormat : MetricsFormat
{
    public override string? Header(MetricsRow row) => null;

    public override string Line(MetricsRow row)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in row.Values)
            {
                writer.WritePropertyName(name);
                if (value is null)
                    writer.WriteNullValue();
                else if (name == MetricsRow.GradientPath)
                    writer.WriteStringValue(value);
                else
                    writer.WriteRawValue(value);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    protected override IReadOnlyList<string>? Names(string header) => null;

    protected override IReadOnlyList<(string Name, string? Value)> Values(string line, IReadOnlyList<string>? names)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.EnumerateObject()
                .Select(p => (p.Name, p.Value.ValueKind == JsonValueKind.Null ? null : p.Value.ToString())).ToArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"not a JSON object: {e.Message}", e);
        }
    }
}
