using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MetaLearn.Configuration;

/// <summary>
/// The documentation of types and members, from the XML file beside their assembly, as plain text in which members have their names in
/// JSON.
/// </summary>
internal static class Documentation
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> s_files = new();

    public static string Of(Type type) => Summary(type.Assembly, $"T:{Id(type)}");

    public static string Of(MemberInfo member) =>
        Summary(member.DeclaringType!.Assembly, $"{(member is FieldInfo ? 'F' : 'P')}:{Id(member.DeclaringType)}.{member.Name}");

    /// <summary>The documentation of a parameter of a constructor; a type has one constructor with that many parameters.</summary>
    public static string Of(ParameterInfo parameter)
    {
        var type = parameter.Member.DeclaringType!;
        var start = $"M:{Id(type)}.#ctor(";
        var entry = File(type.Assembly).FirstOrDefault(e => e.Key.StartsWith(start, StringComparison.Ordinal)).Value;
        return Text(entry?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == parameter.Name));
    }

    private static string Id(Type type) => type.FullName!.Replace('+', '.');

    private static string Summary(Assembly assembly, string id) => Text(File(assembly).GetValueOrDefault(id)?.Element("summary"));

    private static IReadOnlyDictionary<string, XElement> File(Assembly assembly) => s_files.GetOrAdd(assembly, a =>
    {
        var file = Path.ChangeExtension(a.Location, ".xml");
        return System.IO.File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!)
            : new Dictionary<string, XElement>();
    });

    private static string Text(XElement? element) => element is null
        ? ""
        : Regex.Replace(string.Concat(element.Nodes().Select(Text)), @"\s+", " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => word.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } reference => Name(reference.Value),
        XElement element => element.HasElements || element.Value.Length > 0
            ? string.Concat(element.Nodes().Select(Text))
            : (string?)element.Attribute("name") ?? "",
        _ => "",
    };

    /// <summary>A member by its name in JSON, a type by its own.</summary>
    private static string Name(string reference)
    {
        var name = reference.Split('(')[0].Split('.')[^1].Split('`')[0];
        return reference.StartsWith("T:", StringComparison.Ordinal) ? name : JsonText.Name(name);
    }
}
