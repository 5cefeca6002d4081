using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace MetaLearn.Configuration;

/// <summary>Writes a configuration as JSON in which a comment before each setting says what it is.</summary>
internal static class ConfigurationTemplate
{
    private const int Width = 120;

    public static string Write(RunConfiguration configuration)
    {
        var text = new StringBuilder();
        WriteObject(text, configuration, SettingModel.Root, tag: null, indent: 0);
        return text.AppendLine().ToString();
    }

    private static void WriteObject(StringBuilder text, object value, ObjectType type, (string Name, string Value)? tag, int indent)
    {
        text.AppendLine("{");
        // What is null at the root is a section or a path that is not wanted.
        var settings = type.Settings.Where(s => indent > 0 || s.Get(value) is not null).ToArray();
        if (tag is var (name, choice))
            Pad(text, indent + 1).AppendLine(CultureInfo.InvariantCulture, $"\"{name}\": \"{choice}\"{(settings.Length > 0 ? "," : "")}");
        for (var i = 0; i < settings.Length; i++)
        {
            WriteSetting(text, value, settings[i], indent + 1);
            text.AppendLine(i < settings.Length - 1 ? "," : "");
        }
        Pad(text, indent).Append('}');
    }

    private static void WriteSetting(StringBuilder text, object owner, Setting setting, int indent)
    {
        var value = setting.Get(owner);
        var union = value is null ? null : setting.Type as UnionType;
        var group = union?.Choices[union.NameOf(value!)] ?? (value is null ? null : setting.Type as ObjectType);
        Comment(text, setting.Description, indent);
        if (union is not null)
            Comment(text, $"{JsonText.Capital(union.Tag)}: {string.Join(", ", union.Choices.Keys)}. {group!.Description}", indent);
        else if (setting.Type is ScalarType { Clr: { IsEnum: true } names })
            Comment(text, $"One of {string.Join(", ", Enum.GetNames(names).Select(JsonText.Name))}.", indent);
        Pad(text, indent).Append(CultureInfo.InvariantCulture, $"\"{setting.Name}\": ");
        if (group is null)
            text.Append(Inline(ConfigurationWriter.WriteValue(value, setting.Type)));
        else
            WriteObject(text, value!, group, union is null ? null : (union.Tag, union.NameOf(value!)), indent);
    }

    private static string Inline(JsonNode? value) => value is JsonArray list
        ? $"[{string.Join(", ", list.Select(JsonText.Write))}]"
        : JsonText.Write(value);

    private static void Comment(StringBuilder text, string comment, int indent)
    {
        foreach (var line in Wrap(comment, Width - 2 * indent - 3))
            Pad(text, indent).AppendLine(CultureInfo.InvariantCulture, $"// {line}");
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        if (line.Length > 0)
            yield return line.ToString();
    }

    private static StringBuilder Pad(StringBuilder text, int indent) => text.Append(' ', 2 * indent);
}
