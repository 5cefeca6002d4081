using System;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The fields and properties of a user type, the columns they stand for, and compiled access to them.</summary>
internal static class TypedMember
{
    public static IEnumerable<MemberInfo> FindAll(Type userType, SchemaDefinition.Direction direction)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance;
        IEnumerable<MemberInfo> properties = userType.GetProperties(Flags).Where(property => property.GetIndexParameters().Length == 0
            && ((direction & SchemaDefinition.Direction.Read) != 0 && property.GetGetMethod() != null
                || (direction & SchemaDefinition.Direction.Write) != 0 && property.GetSetMethod() != null));
        return userType.GetFields(Flags).Concat(properties);
    }

    public static MemberInfo Find(Type userType, string name)
        => FindAll(userType, SchemaDefinition.Direction.Both).FirstOrDefault(member => member.Name == name)
            ?? throw Contracts.Except($"No field or property with name '{name}' found in type '{userType.FullName}'");

    public static Type GetMemberType(MemberInfo member)
        => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    public static bool CanRead(MemberInfo member) => member is not PropertyInfo property || property.GetGetMethod() != null;

    public static bool CanWrite(MemberInfo member)
        => member is FieldInfo field ? !field.IsInitOnly : ((PropertyInfo)member).GetSetMethod() != null;

    // The type of the values of one item: the element type of arrays and vectors.
    public static Type GetItemType(Type memberType, out bool isVector)
    {
        isVector = true;
        if (memberType.IsArray && memberType.GetArrayRank() == 1)
            return memberType.GetElementType()!;
        if (memberType.IsGenericType && memberType.GetGenericTypeDefinition() == typeof(VBuffer<>))
            return memberType.GetGenericArguments()[0];
        isVector = false;
        return memberType;
    }

    public static DataViewType GetColumnType(MemberInfo member)
    {
        Type memberType = GetMemberType(member);
        if (member.GetCustomAttributes<DataViewTypeAttribute>().FirstOrDefault() is { } attribute)
        {
            attribute.Register();
            return DataViewTypeManager.GetColumnTypeOrNull(memberType, attribute) ?? throw Unsupported(member, memberType);
        }
        Type itemType = GetItemType(memberType, out bool isVector);
        DataViewType columnType = DataViewTypeManager.GetColumnTypeOrNull(itemType, null) ?? throw Unsupported(member, memberType);
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            if (!KeyDataViewType.IsValidDataType(itemType))
                throw Contracts.ExceptParam(nameof(member), $"Member {member.Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
            columnType = new KeyDataViewType(itemType, key.KeyCount?.Count ?? MaximumKey(itemType));
        }
        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (!isVector)
        {
            if (vector != null)
                throw Contracts.ExceptParam(nameof(member), $"Member {member.Name} marked with VectorType attribute, but does not appear to be a vector type");
            return columnType;
        }
        if (columnType is not PrimitiveDataViewType primitive)
            throw Unsupported(member, memberType);
        return vector?.Dims == null ? new VectorDataViewType(primitive) : new VectorDataViewType(primitive, vector.Dims);
    }

    public static Func<TRow, TValue> MakeReader<TRow, TValue>(MemberInfo member)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TValue>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    public static Action<TRow, TValue> MakeWriter<TRow, TValue>(MemberInfo member)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        ParameterExpression value = Expression.Parameter(typeof(TValue));
        return Expression.Lambda<Action<TRow, TValue>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    }

    private static ulong MaximumKey(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        _ => ulong.MaxValue,
    };

    private static Exception Unsupported(MemberInfo member, Type memberType)
        => Contracts.ExceptParam("rawType", $"Could not determine an IDataView type for member {member.Name} of type {memberType}.");
}
