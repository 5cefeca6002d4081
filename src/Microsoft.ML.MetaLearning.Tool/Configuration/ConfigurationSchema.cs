using System;
using System.Linq;
using System.Text.Json.Nodes;

namespace MetaLearn.Configuration;

/// <summary>The JSON schema of configurations, made of the same settings that they are read by.</summary>
internal static class ConfigurationSchema
{
    public static JsonObject Write()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Configuration of metalearn",
        };
        foreach (var (name, value) in ObjectSchema(SettingModel.Root, SettingModel.Root.Create()).ToArray())
            schema[name] = value?.DeepClone();
        return schema;
    }

    private static JsonObject ObjectSchema(
        ObjectType type, object defaults, (string Name, string Value)? tag = null, bool isDefault = false)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        if (tag is var (name, choice))
        {
            properties[name] = new JsonObject { ["const"] = choice, ["description"] = type.Description };
            if (!isDefault)
                required.Add(name);
        }
        foreach (var setting in type.Settings)
        {
            properties[setting.Name] = SettingSchema(setting, defaults);
            if (setting.Required)
                required.Add(setting.Name);
        }
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = type.Description,
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject SettingSchema(Setting setting, object defaults)
    {
        var schema = ValueSchema(setting.Type, setting.Get(defaults));
        if (setting.Range is var (smallest, largest))
            (schema["minimum"], schema["maximum"]) = (smallest, largest < int.MaxValue ? largest : null);
        if (schema["maximum"] is null)
            schema.Remove("maximum");
        if (setting.Nullable)
            schema = new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        schema["description"] = setting.Description;
        if (setting.Type is ScalarType or ListType && !setting.Required)
            schema["default"] = ConfigurationWriter.WriteValue(setting.Get(defaults), setting.Type);
        return schema;
    }

    private static JsonObject ValueSchema(SettingType type, object? defaults = null) => type switch
    {
        ScalarType scalar => ScalarSchema(scalar.Clr),
        ListType list => new JsonObject { ["type"] = "array", ["items"] = ValueSchema(list.Item) },
        UnionType union => new JsonObject
        {
            ["oneOf"] = new JsonArray(union.Choices.Select(c => (JsonNode)ObjectSchema(
                c.Value, c.Value.Create(), (union.Tag, c.Key), defaults is not null && union.NameOf(defaults) == c.Key)).ToArray())
        },
        _ => ObjectSchema((ObjectType)type, defaults ?? ((ObjectType)type).Create()),
    };

    private static JsonObject ScalarSchema(Type type) => type switch
    {
        { IsEnum: true } => new JsonObject
        {
            ["enum"] = new JsonArray(Enum.GetNames(type).Select(n => (JsonNode)JsonText.Name(n)).ToArray())
        },
        _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ when type == typeof(int) || type == typeof(long) => new JsonObject { ["type"] = "integer" },
        _ when type == typeof(float) || type == typeof(double) => new JsonObject { ["type"] = "number" },
        _ when type == typeof(TimeSpan) => new JsonObject { ["type"] = "string", ["pattern"] = @"^(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$" },
        _ => new JsonObject { ["type"] = "string" },
    };
}
