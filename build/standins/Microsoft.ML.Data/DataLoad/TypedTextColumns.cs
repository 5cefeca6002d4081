using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>The text columns that the members of a user type ask for with <see cref="LoadColumnAttribute"/>.</summary>
internal static class TypedTextColumns
{
    public static TextLoader.Column[] Create(IHostEnvironment env, Type inputType)
    {
        var columns = new List<TextLoader.Column>();
        foreach (MemberInfo member in TypedMember.FindAll(inputType, SchemaDefinition.Direction.Read))
        {
            if (member.GetCustomAttribute<LoadColumnAttribute>() is not { } load || member.IsDefined(typeof(NoColumnAttribute)))
                continue;
            Type itemType = TypedMember.GetItemType(TypedMember.GetMemberType(member), out bool isVector);
            DataViewType type = DataViewTypeManager.GetColumnTypeOrNull(itemType, null)
                ?? throw env.Except($"Member {member.Name} of type {itemType} cannot be loaded from text.");
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            TextLoader.Range[] sources = load.Sources.Select(source => Copy(source, isVector)).ToArray();
            if (!isVector && (sources.Length != 1 || sources[0].Min != sources[0].Max))
                throw env.Except($"Member {member.Name} is a scalar but {nameof(LoadColumnAttribute)} names several fields.");
            columns.Add(new TextLoader.Column(name, KindTypes.FromRawType(type.RawType), sources, member.GetCustomAttribute<KeyTypeAttribute>() is { } key ? key.KeyCount ?? new KeyCount() : null));
        }
        if (columns.Count == 0)
            throw env.Except($"Should define at least one public, readable field or property marked with {nameof(LoadColumnAttribute)} in {inputType.Name}.");
        return [.. columns];
    }

    private static TextLoader.Range Copy(TextLoader.Range source, bool isVector)
        => new() { Min = source.Min, Max = source.Max, AutoEnd = source.AutoEnd, ForceVector = isVector };
}
