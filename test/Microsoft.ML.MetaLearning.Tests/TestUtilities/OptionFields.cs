using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The options of trainers, those in groups by their paths: "OuterLoop.MetaSteps" for instance.</summary>
internal static class OptionFields
{
    public static IEnumerable<(string Path, Type Type)> Of(Type options) =>
        options.GetFields(BindingFlags.Public | BindingFlags.Instance).SelectMany(field => field.IsInitOnly
        ? Of(field.FieldType).Select(inner => ($"{field.Name}.{inner.Path}", inner.Type))
        : [(field.Name, Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType)]);

    public static void Set(object options, string path, object? value)
    {
        var names = path.Split('.');
        foreach (var group in names[..^1])
            options = options.GetType().GetField(group)!.GetValue(options)!;
        options.GetType().GetField(names[^1])!.SetValue(options, value);
    }
}
