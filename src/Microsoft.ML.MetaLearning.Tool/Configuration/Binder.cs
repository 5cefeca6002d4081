using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MetaLearn.Configuration;

/// <summary>Makes objects of JSON, and notes all that is wrong with it, each with its place.</summary>
internal sealed class Binder
{
    private readonly Dictionary<(object Owner, string Member), Origin> _origins = [];
    private readonly Dictionary<object, Origin> _objects = [];

    /// <summary>What is wrong.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Makes an object with the settings of a type; null where the value is of another kind.</summary>
    public object? Bind(SourceNode node, ObjectType type) => BindObject(node, "configuration", type.Create(), type, tag: null);

    /// <summary>Runs a check of what was made; what it throws becomes a problem at the place of the setting that it names.</summary>
    /// <param name="owner">The object with the settings.</param>
    /// <param name="type">Its settings.</param>
    /// <param name="check">The check.</param>
    public void Check(object owner, ObjectType type, Action check)
    {
        try
        {
            check();
        }
        catch (ArgumentException e)
        {
            Problems.Add($"{OriginOf(owner, type, e.ParamName)}: {Message(e, type)}");
        }
    }

    /// <summary>Where a setting stands, given its path in .NET; where its group does if it is not given.</summary>
    private Origin? OriginOf(object owner, ObjectType type, string? path)
    {
        if (path?.Split('.', 2) is [var name, var rest]
            && type.Settings.FirstOrDefault(s => s.Member == name) is { Type: ObjectType group } setting)
            return OriginOf(setting.Get(owner)!, group, rest);
        return path is not null && _origins.TryGetValue((owner, path), out var origin) ? origin : _objects.GetValueOrDefault(owner);
    }

    /// <param name="node">The JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="type">What it must be.</param>
    /// <param name="otherwise">What a group is where its settings are not given; null for the defaults of its type.</param>
    private object? BindValue(SourceNode node, string name, SettingType type, object? otherwise = null) => type switch
    {
        ScalarType scalar => BindScalar(node, name, scalar.Clr),
        ListType list => BindList(node, name, list),
        UnionType union => BindUnion(node, name, union, otherwise),
        _ => BindObject(node, name, otherwise ?? ((ObjectType)type).Create(), (ObjectType)type, tag: null),
    };

    private object? BindScalar(SourceNode node, string name, Type type)
    {
        var value = Parse(node, type);
        if (value is null)
            Problems.Add($"{node.Origin}: '{name}' must be {Expected(type)}, but is " +
                $"{node}.{(type.IsEnum ? Names.DidYouMean(node.Text, Enum.GetNames(type).Select(JsonText.Name)) : "")}");
        return value;
    }

    /// <summary>The value, or null if it is none of the type.</summary>
    private static object? Parse(SourceNode node, Type type) => node.Kind switch
    {
        JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => node.Kind == JsonValueKind.True,
        JsonValueKind.Number when type == typeof(int) =>
            int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) ? i : null,
        JsonValueKind.Number when type == typeof(long) =>
            long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) ? l : null,
        JsonValueKind.Number when type == typeof(double) =>
            double.Parse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture) is var d && double.IsFinite(d) ? d : null,
        JsonValueKind.Number when type == typeof(float) =>
            float.Parse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture) is var f && float.IsFinite(f) ? f : null,
        JsonValueKind.String when type == typeof(string) => node.Text,
        JsonValueKind.String when type == typeof(TimeSpan) =>
            TimeSpan.TryParseExact(node.Text, "c", CultureInfo.InvariantCulture, out var t) ? t : null,
        JsonValueKind.String when type.IsEnum =>
            Enum.GetNames(type).FirstOrDefault(n => JsonText.Name(n) == node.Text) is { } n ? Enum.Parse(type, n) : null,
        _ => null,
    };

    private static string Expected(Type type) => type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonText.Name))}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "an integer",
        _ when type == typeof(long) => "an integer",
        _ when type == typeof(float) || type == typeof(double) => "a number",
        _ when type == typeof(TimeSpan) => "a duration like \"01:30:00\"",
        _ => "a text",
    };

    private Array? BindList(SourceNode node, string name, ListType type)
    {
        if (node.Kind != JsonValueKind.Array)
        {
            Problems.Add($"{node.Origin}: '{name}' must be a list, but is {node}.");
            return null;
        }
        var items = Array.CreateInstance(type.ItemClr, node.Items.Count);
        for (var i = 0; i < items.Length; i++)
            if (BindValue(node.Items[i], string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), type.Item) is { } item)
                items.SetValue(item, i);
        return items;
    }

    private object? BindUnion(SourceNode node, string name, UnionType type, object? otherwise)
    {
        if (!IsObject(node, name))
            return null;
        var tag = node.Find(type.Tag);
        if (tag is null && otherwise is not null)
            return BindObject(node, name, otherwise, type.Choices[type.NameOf(otherwise)], tag: null);
        if (tag is { Value.Kind: JsonValueKind.String } && type.Choices.TryGetValue(tag.Value.Text, out var chosen))
            return BindObject(node, name, chosen.Create(), chosen, type.Tag);
        var choices = $"must be one of {string.Join(", ", type.Choices.Keys)}";
        Problems.Add(tag is null
            ? $"{node.Origin}: '{name}.{type.Tag}' is missing; it {choices}."
            : $"{tag.Value.Origin}: '{type.Tag}' {choices}, but is {tag.Value}.{Names.DidYouMean(tag.Value.Text, type.Choices.Keys)}");
        return null;
    }

    private object? BindObject(SourceNode node, string name, object value, ObjectType type, string? tag)
    {
        if (!IsObject(node, name))
            return null;
        _objects[value] = node.Origin;
        foreach (var member in node.Members.Where(m => m.Name != tag))
        {
            if (type.Settings.FirstOrDefault(s => s.Name == member.Name) is { } setting)
                BindMember(value, setting, member.Value);
            else
                Problems.Add($"{member.Origin}: '{member.Name}' is no setting of '{name}'."
                    + Names.DidYouMean(member.Name, type.Paths.Select(p => p.Name)));
        }
        // A group that is not given is where its owner is.
        foreach (var group in type.Settings.Where(s => s.Type is ObjectType or UnionType).Select(s => s.Get(value)).OfType<object>())
            _objects.TryAdd(group, node.Origin);
        foreach (var missing in type.Settings.Where(s => s.Required && node.Find(s.Name) is null))
            Problems.Add($"{node.Origin}: '{missing.Name}' is missing in '{name}'.");
        return value;
    }

    private void BindMember(object owner, Setting setting, SourceNode node)
    {
        _origins[(owner, setting.Member)] = node.Origin;
        if (node.Kind == JsonValueKind.Null && setting.Nullable)
        {
            setting.Set(owner, null);
            return;
        }
        var value = BindValue(node, setting.Name, setting.Type, otherwise: setting.Get(owner));
        if (value is null)
            return;
        if (setting.Range is var (smallest, largest) && Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number
            && (number < smallest || number > largest))
            Problems.Add($"{node.Origin}: '{setting.Name}' must be " +
                $"{(largest < int.MaxValue ? $"{smallest} to {largest}" : $"at least {smallest}")}, but is {node}.");
        else
            setting.Set(owner, setting.IsPath ? Path.GetFullPath((string)value, node.Origin.Folder) : value);
    }

    private bool IsObject(SourceNode node, string name)
    {
        if (node.Kind != JsonValueKind.Object)
            Problems.Add($"{node.Origin}: '{name}' must be an object, but is {node}.");
        return node.Kind == JsonValueKind.Object;
    }

    /// <summary>"OuterLoop.MetaSteps must be at least 1.", of -3, as "'outerLoop.metaSteps' must be at least 1, but is -3."</summary>
    private static string Message(ArgumentException exception, ObjectType type)
    {
        // Parameters of constructors have names that are also words; a group's name begins those of its settings.
        var message = type.Paths.OrderByDescending(p => p.Member.Length).Aggregate(Messages.Of(exception), (text, p) =>
            Regex.Replace(text, char.IsUpper(p.Member[0]) ? $@"\b{Regex.Escape(p.Member)}\b" : $@"^{p.Member}\b", $"'{p.Name}'"));
        if (type.Paths.FirstOrDefault(p => p.Member == exception.ParamName).Name is not { } name)
            return message;
        if (!message.StartsWith($"'{name}'", StringComparison.Ordinal))
            message = $"'{name}': {message}";
        return exception is ArgumentOutOfRangeException { ActualValue: { } actual } && message.EndsWith('.')
            ? $"{message[..^1]}, but is " +
                $"{(actual is Enum ? JsonText.Name($"{actual}") : Convert.ToString(actual, CultureInfo.InvariantCulture))}."
            : message;
    }
}
