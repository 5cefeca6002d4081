using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Trainers;

/// <summary>The options of a trainer as text: all that the result of a training depends on, apart from its rows.</summary>
internal static class OptionsDescription
{
    /// <summary>Not what is learned from, but how it is watched, run or begun.</summary>
    private static readonly string[] s_without =
    [
        nameof(OuterLoop.Threads),
        nameof(MetaTrainerOptions.Progress),
        nameof(MetaTrainerOptions.CancellationToken),
        nameof(MetaTrainerOptions.Checkpoints),
        nameof(MetaTrainerOptions.DataMemoryLimit),
        nameof(MetaTrainerOptions.InitialModel),
        nameof(MetaTrainerOptions.ValidationSet),
    ];

    public static IReadOnlyDictionary<string, string> Of(MetaTrainerOptions options) => Describe(options, prefix: "").ToDictionary();

    private static IEnumerable<KeyValuePair<string, string>> Describe(object options, string prefix) =>
        options.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance).Where(field => !s_without.Contains(field.Name))
            .SelectMany(field => (field, field.GetValue(options)) switch
            {
                // Groups of options cannot be replaced.
                ({ IsInitOnly: true }, { } group) => Describe(group, $"{prefix}{field.Name}."),
                (_, var value) => [KeyValuePair.Create(prefix + field.Name, Text(value))],
            });

    private static string Text(object? value) => value switch
    {
        null => "none",
        string text => text,
        Delegate => "a function",
        Backbone backbone => $"{backbone} ({Hash(backbone)})",
        // They describe all their parameters, long ones by a hash.
        EpisodeSampling or ImageTransform => value.ToString()!,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        _ when value.GetType().IsPrimitive => value.ToString()!,
        _ => $"{value.GetType().Name} {{ " +
            $"{string.Join(", ", value.GetType().GetProperties().Select(p => $"{p.Name} = {Text(p.GetValue(value))}"))} }}",
    };

    private static string Hash(Backbone backbone) => TextHash.Of(InitialBackbone.Architecture(backbone));
}
