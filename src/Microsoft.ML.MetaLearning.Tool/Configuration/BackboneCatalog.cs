using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Configuration;

/// <summary>A network that was chosen.</summary>
internal sealed class BackboneChoice(Type type) : Construction(type)
{
    /// <summary>Makes the network.</summary>
    /// <param name="shape">
    /// The shape of an example, [features] or [channels, height, width], or null if it is not known; arguments that were given go first.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An argument is wrong, or missing and not known from the data; its name is the parameter's.
    /// </exception>
    public Backbone Create(IReadOnlyList<int>? shape) => (Backbone)Construct(argument => (argument, shape) switch
    {
        ("channels", [var channels, _, _]) => channels,
        ("height", [_, var height, _]) => height,
        ("width", [_, _, var width]) => width,
        ("inputSize", { Count: > 0 }) => shape.Aggregate((a, b) => a * b),
        _ => null,
    });
}

/// <summary>The networks, by their names in camelCase.</summary>
internal static class BackboneCatalog
{
    private static readonly Type[] s_types =
    [
        typeof(Conv4), typeof(ResNet12), typeof(ResNet18), typeof(Mlp), typeof(Identity), typeof(CategoricalEmbeddings)
    ];

    public static UnionType Settings { get; } = new(
        "kind",
        s_types.ToDictionary(
            NameOf, type => Construction.Describe(type, () => new BackboneChoice(type), "channels", "height", "width", "inputSize")),
        choice => NameOf(((BackboneChoice)choice).Type));

    private static string NameOf(Type type) => JsonText.Name(type.Name);
}
