using System;
using System.Collections.Generic;
using System.Linq;

namespace MetaLearn.Configuration;

/// <summary>
/// What a setting may be. Everything that knows settings (reading, checking, schema, template, writing) knows them from here alone.
/// </summary>
internal abstract class SettingType;

/// <summary>A Boolean, number, text, duration or one of some names.</summary>
/// <param name="clr">Its type in .NET.</param>
internal sealed class ScalarType(Type clr) : SettingType
{
    public Type Clr => clr;
}

/// <summary>A list of values of one type.</summary>
/// <param name="item">What an item may be.</param>
/// <param name="itemClr">The type of an item in .NET.</param>
internal sealed class ListType(SettingType item, Type itemClr) : SettingType
{
    public SettingType Item => item;

    public Type ItemClr => itemClr;
}

/// <summary>A group of settings.</summary>
/// <param name="description">What it is.</param>
/// <param name="create">Makes one with all defaults.</param>
/// <param name="settings">Its settings, in order.</param>
internal sealed class ObjectType(string description, Func<object> create, IReadOnlyList<Setting> settings) : SettingType
{
    public string Description => description;

    public IReadOnlyList<Setting> Settings => settings;

    /// <summary>The settings, and those of the groups in it, by their paths in .NET and in JSON.</summary>
    public IEnumerable<(string Member, string Name)> Paths => settings.SelectMany(s =>
        ((s.Type as ObjectType)?.Paths ?? []).Select(inner => ($"{s.Member}.{inner.Member}", $"{s.Name}.{inner.Name}"))
            .Prepend((s.Member, s.Name)));

    public object Create() => create();
}

/// <summary>One of several groups of settings, told apart by a name.</summary>
/// <param name="tag">The member with the name: "kind" or "name".</param>
/// <param name="choices">The groups.</param>
/// <param name="nameOf">The name of the group that an object was made by.</param>
internal sealed class UnionType(string tag, IReadOnlyDictionary<string, ObjectType> choices, Func<object, string> nameOf) : SettingType
{
    public string Tag => tag;

    public IReadOnlyDictionary<string, ObjectType> Choices => choices;

    public string NameOf(object value) => nameOf(value);
}

/// <summary>A member of a group.</summary>
internal sealed record Setting
{
    /// <summary>Its name in JSON.</summary>
    public required string Name { get; init; }

    /// <summary>Its name in .NET, which exceptions give.</summary>
    public required string Member { get; init; }

    public required string Description { get; init; }

    public required SettingType Type { get; init; }

    /// <summary>Whether it may be null.</summary>
    public bool Nullable { get; init; }

    /// <summary>Whether it must be given.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it is a path, which is made a full one.</summary>
    public bool IsPath { get; init; }

    /// <summary>The smallest and the largest number, if there are such.</summary>
    public (double Smallest, double Largest)? Range { get; init; }

    public required Func<object, object?> Get { get; init; }

    public required Action<object, object?> Set { get; init; }
}
