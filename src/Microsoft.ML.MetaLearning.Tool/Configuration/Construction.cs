using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace MetaLearn.Configuration;

/// <summary>
/// An object of the library to be made: a class, and arguments of its constructor and properties, by their names in .NET.
/// </summary>
/// <param name="type">The class.</param>
internal abstract class Construction(Type type)
{
    public Type Type => type;

    public Dictionary<string, object?> Arguments { get; } = [];

    /// <summary>The settings of a class: the parameters of its constructor, and its properties that can be set.</summary>
    /// <param name="type">The class.</param>
    /// <param name="create">Makes an empty construction of it.</param>
    /// <param name="known">Parameters that need not be given, since the data knows them.</param>
    public static ObjectType Describe(Type type, Func<object> create, params string[] known) => new(
        Documentation.Of(type),
        create,
        [.. Constructor(type).GetParameters()
            .Select(p => Describe(p, known.Contains(p.Name))), .. Properties(type).Select(p => Describe(p, type))]);

    /// <summary>Makes the object.</summary>
    /// <param name="known">What a parameter is that is not given, or null.</param>
    /// <exception cref="ArgumentException">An argument is wrong or missing; its name is the parameter's.</exception>
    protected object Construct(Func<string, object?> known)
    {
        var constructor = Constructor(type);
        var values = constructor.GetParameters().Select(p => Arguments.GetValueOrDefault(p.Name!)
            ?? known(p.Name!) ?? (p.HasDefaultValue ? p.DefaultValue : Missing(p.Name!))).ToArray();
        var result = constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, values, culture: null);
        foreach (var property in Properties(type))
            if (Arguments.TryGetValue(property.Name, out var value))
                property.SetValue(result, value, BindingFlags.DoNotWrapExceptions, binder: null, index: null, culture: null);
        return result;
    }

    private static ConstructorInfo Constructor(Type type) => type.GetConstructors().Single();

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.SetMethod is { IsPublic: true } && SettingModel.IsExpressible(p.PropertyType));

    private static Setting Describe(ParameterInfo parameter, bool known) => Describe(
        parameter.Name!,
        Documentation.Of(parameter) + (known ? " The default is null: as the data is." : ""),
        parameter.ParameterType,
        () => Default(parameter)) with
    {
        Nullable = known || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable,
        Required = !known && !parameter.HasDefaultValue,
    };

    private static Setting Describe(PropertyInfo property, Type type) =>
        Describe(
            property.Name,
            Documentation.Of(property),
            property.PropertyType,
            () => Constructor(type).GetParameters().Length == 0 ? property.GetValue(Activator.CreateInstance(type)) : null) with
        {
            Nullable = Constructor(type).GetParameters().Length > 0,
        };

    private static Setting Describe(string member, string description, Type type, Func<object?> otherwise) => new()
    {
        Name = JsonText.Name(member),
        Member = member,
        Description = description,
        Type = SettingModel.TypeOf(type),
        Get = choice => ((Construction)choice).Arguments.TryGetValue(member, out var value) ? value : otherwise(),
        Set = (choice, value) =>
        {
            if (value is null)
                ((Construction)choice).Arguments.Remove(member);
            else
                ((Construction)choice).Arguments[member] = value;
        },
    };

    /// <summary>Reflection gives the default of an enumeration as a number.</summary>
    private static object? Default(ParameterInfo parameter) => !parameter.HasDefaultValue ? null
        : parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, parameter.DefaultValue!) : parameter.DefaultValue;

    private object Missing(string argument) =>
        throw new ArgumentException($"{argument} must be given: {type.Name} cannot learn it from data of this kind.", argument);
}
