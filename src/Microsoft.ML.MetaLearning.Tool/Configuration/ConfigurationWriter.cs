using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace MetaLearn.Configuration;

/// <summary>
/// Writes configurations with all settings, those left at their defaults included, so that reading one back gives the same.
/// </summary>
internal static class ConfigurationWriter
{
    public static JsonObject Write(RunConfiguration configuration) => WriteObject(configuration, SettingModel.Root);

    /// <summary>A value of a setting.</summary>
    public static JsonNode? WriteValue(object? value, SettingType type) => (value, type) switch
    {
        (null, _) => null,
        (_, ScalarType) => WriteScalar(value),
        (_, ListType list) => new JsonArray(((IEnumerable)value).Cast<object?>().Select(item => WriteValue(item, list.Item)).ToArray()),
        (_, UnionType union) => WriteObject(value, union.Choices[union.NameOf(value)], (union.Tag, union.NameOf(value))),
        _ => WriteObject(value, (ObjectType)type),
    };

    private static JsonObject WriteObject(object value, ObjectType type, (string Name, string Value)? tag = null)
    {
        var result = new JsonObject();
        if (tag is var (name, choice))
            result[name] = choice;
        foreach (var setting in type.Settings)
            result[setting.Name] = WriteValue(setting.Get(value), setting.Type);
        return result;
    }

    private static JsonValue WriteScalar(object value) => value switch
    {
        bool b => JsonValue.Create(b),
        int i => JsonValue.Create(i),
        long l => JsonValue.Create(l),
        float f => JsonValue.Create(f),
        double d => JsonValue.Create(d),
        Enum e => JsonValue.Create(JsonText.Name(e.ToString())),
        TimeSpan t => JsonValue.Create(t.ToString("c", CultureInfo.InvariantCulture)),
        _ => JsonValue.Create((string)value),
    };
}
