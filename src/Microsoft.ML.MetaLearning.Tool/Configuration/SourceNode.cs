using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace MetaLearn.Configuration;

/// <summary>A JSON value that knows where it was written.</summary>
/// <param name="Kind">The kind of value.</param>
/// <param name="Origin">Where it begins.</param>
internal sealed record SourceNode(JsonValueKind Kind, Origin Origin)
{
    /// <summary>The text of a string, or the digits of a number.</summary>
    public string Text { get; init; } = "";

    /// <summary>The members of an object, in order.</summary>
    public List<SourceMember> Members { get; init; } = [];

    /// <summary>The items of an array.</summary>
    public List<SourceNode> Items { get; init; } = [];

    /// <summary>The member of that name, or null.</summary>
    public SourceMember? Find(string name) => Members.FirstOrDefault(m => m.Name == name);

    /// <summary>The value as a message shows it.</summary>
    public override string ToString() => Kind switch
    {
        JsonValueKind.String => JsonSerializer.Serialize(Text, JsonText.Options),
        JsonValueKind.Number => Text,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => $"[{string.Join(", ", Items)}]",
        _ => "an object",
    };
}

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Origin">Where the name stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record SourceMember(string Name, Origin Origin, SourceNode Value);
