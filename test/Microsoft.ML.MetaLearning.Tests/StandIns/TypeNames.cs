using System;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection.Metadata;
using System.Text;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>The names of the type parameters in scope; a reference to a generic member does not know them.</summary>
internal sealed record TypeParameters(ImmutableArray<string> OfType, ImmutableArray<string> OfMethod)
{
    public static readonly TypeParameters None = new([], []);
}

/// <summary>Writes types as documentation ids do (<c>List{`0}</c>) or, with names, as the listings write results (<c>List&lt;T&gt;</c>).</summary>
internal sealed class TypeNames(bool asId) : ISignatureTypeProvider<string, TypeParameters>
{
    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode;

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => NameOf(reader, handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => NameOf(reader, handle);

    public string GetTypeFromSpecification(MetadataReader reader, TypeParameters context, TypeSpecificationHandle handle, byte rawTypeKind)
        => reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public string GetGenericTypeParameter(TypeParameters context, int index) => asId ? $"`{index}" : context.OfType[index];

    public string GetGenericMethodParameter(TypeParameters context, int index) => asId ? $"``{index}" : context.OfMethod[index];

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape)
        => asId ? $"{elementType}[{string.Join(",", Enumerable.Repeat("0:", shape.Rank))}]" : $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => asId ? elementType + "@" : elementType + "&";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetFunctionPointerType(MethodSignature<string> signature)
        => $"function {signature.ReturnType} ({string.Join(",", signature.ParameterTypes)})";

    /// <summary>Puts the arguments where the names say how many there are: <c>Outer`1.Inner`1</c> takes one at each place.</summary>
    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments)
    {
        var text = new StringBuilder();
        int used = 0;
        for (int i = 0; i < genericType.Length; i++)
        {
            if (genericType[i] != '`')
            {
                text.Append(genericType[i]);
                continue;
            }
            int end = i + 1;
            while (end < genericType.Length && char.IsAsciiDigit(genericType[end]))
                end++;
            int count = int.Parse(genericType.AsSpan(i + 1, end - i - 1), provider: null);
            var arguments = typeArguments.Skip(used).Take(count);
            text.Append(asId ? $"{{{string.Join(",", arguments)}}}" : $"<{string.Join(", ", arguments)}>");
            used += count;
            i = end - 1;
        }
        return text.ToString();
    }

    public static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        return Join(outer.IsNil ? reader.GetString(type.Namespace) : NameOf(reader, outer), reader.GetString(type.Name));
    }

    public static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Join(NameOf(reader, (TypeReferenceHandle)type.ResolutionScope), reader.GetString(type.Name))
            : Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Join(string scope, string name) => scope.Length == 0 ? name : $"{scope}.{name}";
}
