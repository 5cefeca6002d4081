using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.ML.MetaLearning.Backbones;

namespace MetaLearn.Configuration;

/// <summary>A network that was chosen, with the arguments of its constructor.</summary>
/// <param name="type">The class of the network.</param>
internal sealed class BackboneChoice(Type type)
{
    public Type Type => type;

    public Dictionary<string, object?> Arguments { get; } = [];

    /// <summary>Makes the network.</summary>
    /// <param name="shape">The shape of an example, [features] or [channels, height, width], or null if it is not known; arguments that were given go first.</param>
    /// <exception cref="ArgumentException">An argument is wrong, or missing and not known from the data; its name is the parameter's.</exception>
    public Backbone Create(IReadOnlyList<int>? shape)
    {
        var constructor = BackboneCatalog.Constructor(type);
        var values = constructor.GetParameters().Select(p => Arguments.GetValueOrDefault(p.Name!) ?? FromData(p.Name!, shape) ?? (p.HasDefaultValue ? p.DefaultValue : Missing(p.Name!))).ToArray();
        return (Backbone)constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, values, culture: null);
    }

    private static object? FromData(string argument, IReadOnlyList<int>? shape) => (argument, shape) switch
    {
        ("channels", [var channels, _, _]) => channels,
        ("height", [_, var height, _]) => height,
        ("width", [_, _, var width]) => width,
        ("inputSize", { Count: > 0 }) => shape.Aggregate((a, b) => a * b),
        _ => null,
    };

    private object Missing(string argument) => throw new ArgumentException($"{argument} must be given: {type.Name} cannot learn it from data of this kind.", argument);
}

/// <summary>The networks, by their names in camelCase; their settings are the parameters of their constructors.</summary>
internal static class BackboneCatalog
{
    private static readonly Type[] s_types = [typeof(Conv4), typeof(ResNet12), typeof(ResNet18), typeof(Mlp), typeof(Identity), typeof(CategoricalEmbeddings)];

    /// <summary>Parameters that the data knows.</summary>
    private static readonly string[] s_fromData = ["channels", "height", "width", "inputSize"];

    public static UnionType Settings { get; } = new("kind", s_types.ToDictionary(NameOf, Describe), choice => NameOf(((BackboneChoice)choice).Type));

    public static ConstructorInfo Constructor(Type type) => type.GetConstructors().Single();

    private static string NameOf(Type type) => JsonText.Name(type.Name);

    private static ObjectType Describe(Type type) => new(Documentation.Of(type), () => new BackboneChoice(type), Constructor(type).GetParameters().Select(Describe).ToArray());

    private static Setting Describe(ParameterInfo parameter)
    {
        var (name, fromData) = (parameter.Name!, s_fromData.Contains(parameter.Name));
        return new Setting
        {
            Name = name,
            Member = name,
            Description = Documentation.Of(parameter) + (fromData ? " The default is null: as the data is." : ""),
            Type = SettingModel.TypeOf(parameter.ParameterType),
            Nullable = fromData || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable,
            Required = !fromData && !parameter.HasDefaultValue,
            Get = choice => ((BackboneChoice)choice).Arguments.TryGetValue(name, out var value) ? value : Default(parameter),
            Set = (choice, value) => ((BackboneChoice)choice).Arguments[name] = value,
        };
    }

    /// <summary>Reflection gives the default of an enumeration as a number.</summary>
    private static object? Default(ParameterInfo parameter) => !parameter.HasDefaultValue ? null
        : parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, parameter.DefaultValue!) : parameter.DefaultValue;
}
