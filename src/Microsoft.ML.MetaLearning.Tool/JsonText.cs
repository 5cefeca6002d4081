using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MetaLearn;

/// <summary>How the tool writes JSON: indented, camelCase, names as they are, numbers that are none by name.</summary>
internal static class JsonText
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The name of a member of .NET in JSON.</summary>
    public static string Name(string member) => JsonNamingPolicy.CamelCase.ConvertName(member);

    /// <summary>A word with a capital.</summary>
    public static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    public static string Write(JsonNode? node) => node?.ToJsonString(Options) ?? "null";

    public static JsonNode Node<T>(T value) => JsonSerializer.SerializeToNode(value, Options)!;
}
