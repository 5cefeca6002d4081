using System;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace MetaLearn.Configuration;

/// <summary>A value from the command line in place of one in the configuration: <c>learner.shots=5</c>.</summary>
/// <param name="Path">The names from the root to the setting.</param>
/// <param name="Value">JSON, or a text without quotes.</param>
/// <param name="Option">The option that it came with, for messages.</param>
internal sealed record Override(string Path, string Value, string Option = "--set")
{
    /// <param name="text">What was given.</param>
    /// <param name="option">The option that it came with.</param>
    /// <param name="form">What it must look like, for the message.</param>
    /// <exception cref="ConfigurationException">It has no '=', or no name before it.</exception>
    public static Override Parse(
        string text,
        string option = "--set",
        string form = "key.path=value, for instance learner.shots=5") => text.IndexOf('=') is > 0 and var equals
        ? new Override(text[..equals].Trim(), text[(equals + 1)..].Trim(), option)
        : throw new ConfigurationException([$"{option} {text}: must have the form {form}."]);

    /// <summary>Puts the value into a configuration; objects on the way to it are made where they are missing.</summary>
    public void Apply(SourceNode root)
    {
        var origin = new Origin($"{Option} {Path}={Value}", Directory.GetCurrentDirectory());
        var names = Path.Split('.');
        var node = root;
        foreach (var name in names[..^1])
        {
            if (node.Find(name) is not { Value.Kind: JsonValueKind.Object })
                Put(node, name, origin, new SourceNode(JsonValueKind.Object, origin));
            node = node.Find(name)!.Value;
        }
        Put(node, names[^1], origin, ParseValue(origin));
    }

    private static void Put(SourceNode parent, string name, Origin origin, SourceNode value)
    {
        if (parent.Kind != JsonValueKind.Object)
            throw new ConfigurationException([$"{parent.Origin}: the configuration must be an object, but is {parent}."]);
        var index = parent.Members.FindIndex(m => m.Name == name);
        if (index < 0)
            parent.Members.Add(new SourceMember(name, origin, value));
        else
            parent.Members[index] = new SourceMember(name, origin, value);
    }

    private SourceNode ParseValue(Origin origin)
    {
        try
        {
            return Move(SourceReader.Read(Value, origin.Place, origin.Folder), origin);
        }
        catch (ConfigurationException)
        {
            return new SourceNode(JsonValueKind.String, origin) { Text = Value };
        }
    }

    /// <summary>The node with an origin that names the option rather than a line and column in it.</summary>
    private static SourceNode Move(SourceNode node, Origin origin) => node with
    {
        Origin = origin,
        Members = node.Members.Select(m => new SourceMember(m.Name, origin, Move(m.Value, origin))).ToList(),
        Items = node.Items.Select(i => Move(i, origin)).ToList(),
    };
}
