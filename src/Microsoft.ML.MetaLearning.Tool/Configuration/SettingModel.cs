using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Linq;
using System.Reflection;
using MetaLearn.Data;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Configuration;

/// <summary>Finds the settings of types by reflection: public properties and fields that can be set, those of base classes first.</summary>
internal static class SettingModel
{
    private static readonly ConcurrentDictionary<Type, ObjectType> s_objects = new();

    private static readonly Dictionary<Type, Lazy<UnionType>> s_unions = new()
    {
        [typeof(DataSource)] = new(() => DataSources.Settings),
        [typeof(ClassifierMetaTrainerOptions)] = new(() => LearnerCatalog.Settings),
        [typeof(BackboneChoice)] = new(() => BackboneCatalog.Settings),
        [typeof(SamplingChoice)] = new(() => SamplingCatalog.Settings),
        [typeof(TransformChoice)] = new(() => TransformCatalog.Settings),
    };

    /// <summary>The settings of a whole configuration.</summary>
    public static ObjectType Root => Object(typeof(RunConfiguration));

    public static ObjectType Object(Type type) =>
        s_objects.GetOrAdd(
            type, t => new ObjectType(Documentation.Of(t), () => Activator.CreateInstance(t)!, Members(t).Select(Describe).ToArray()));

    /// <summary>Whether a type is of scalars, or a list of them.</summary>
    public static bool IsExpressible(Type type) =>
        IsScalar(System.Nullable.GetUnderlyingType(type) ?? type) || ItemOf(type) is { } item && IsScalar(item);

    private static bool IsScalar(Type type) =>
        type.IsEnum || type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(float)
            || type == typeof(double) || type == typeof(string) || type == typeof(TimeSpan);

    /// <summary>What values of a type may be.</summary>
    public static SettingType TypeOf(Type type)
    {
        if (IsScalar(type))
            return new ScalarType(type);
        if (s_unions.TryGetValue(type, out var union))
            return union.Value;
        return ItemOf(type) is { } item ? new ListType(TypeOf(item), item) : Object(type);
    }

    private static Type? ItemOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static IEnumerable<MemberInfo> Members(Type type) => type.GetMembers(BindingFlags.Public | BindingFlags.Instance)
        .Where(m => m is PropertyInfo { SetMethod.IsPublic: true } or FieldInfo
            && !(type.IsAssignableTo(typeof(MetaTrainerOptions)) && LearnerCatalog.NotSettings.Contains(m.Name)))
        .OrderBy(m => Depth(m.DeclaringType)).ThenBy(m => m.MetadataToken);

    private static int Depth(Type? type) => type is null ? 0 : 1 + Depth(type.BaseType);

    private static Setting Describe(MemberInfo member)
    {
        var (type, nullability) = member is PropertyInfo property
            ? (property.PropertyType, new NullabilityInfoContext().Create(property))
            : (((FieldInfo)member).FieldType, new NullabilityInfoContext().Create((FieldInfo)member));
        var range = member.GetCustomAttribute<RangeAttribute>();
        return new Setting
        {
            Name = member.GetCustomAttribute<SettingNameAttribute>()?.Name ?? JsonText.Name(member.Name),
            Member = member.Name,
            Description = Documentation.Of(member),
            Type = TypeOf(System.Nullable.GetUnderlyingType(type) ?? type),
            Nullable = nullability.WriteState == NullabilityState.Nullable,
            Required = member.GetCustomAttribute<RequiredAttribute>() is not null,
            IsPath = member.GetCustomAttribute<PathSettingAttribute>() is not null,
            Range = range is null ? null : (Number(range.Minimum), Number(range.Maximum)),
            Get = member is PropertyInfo p ? p.GetValue : ((FieldInfo)member).GetValue,
            Set = member is PropertyInfo q ? q.SetValue : ((FieldInfo)member).SetValue,
        };
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
