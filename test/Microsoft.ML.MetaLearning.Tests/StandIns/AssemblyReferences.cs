using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>A type or member of another assembly that an assembly uses.</summary>
/// <param name="Assembly">The assembly it is expected in.</param>
/// <param name="Id">Its documentation id; an accessor has the id of the method it is.</param>
/// <param name="Type">The type of a field, the result of a method, without the names of type parameters.</param>
internal sealed record ApiReference(string Assembly, string Id, string Type);

/// <summary>Reads what an assembly uses of others, from its metadata.</summary>
internal static class AssemblyReferences
{
    private static readonly TypeNames s_ids = new(asId: true);

    public static IReadOnlyList<ApiReference> Read(string path, Predicate<string> isWanted)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var types = reader.TypeReferences
            .Select(handle => new ApiReference(AssemblyOf(reader, handle), "T:" + TypeNames.NameOf(reader, handle), ""));
        var members = reader.MemberReferences
            .Select(handle => Describe(reader, reader.GetMemberReference(handle)))
            .OfType<ApiReference>();
        return types.Concat(members).Where(reference => isWanted(reference.Assembly)).Distinct().ToArray();
    }

    private static ApiReference? Describe(MetadataReader reader, MemberReference member)
    {
        if (DeclaringType(reader, member.Parent) is not { } type)
            return null;
        string assembly = AssemblyOf(reader, type);
        string typeName = TypeNames.NameOf(reader, type);
        string name = reader.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
            return new ApiReference(assembly, $"F:{typeName}.{name}", member.DecodeFieldSignature(s_ids, TypeParameters.None));
        var signature = member.DecodeMethodSignature(s_ids, TypeParameters.None);
        return new ApiReference(assembly, "M:" + AssemblySurface.MethodId(typeName, name, signature), signature.ReturnType);
    }

    /// <summary>The type a member belongs to, without its arguments; null for arrays and for the assembly's own types.</summary>
    private static TypeReferenceHandle? DeclaringType(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            var signature = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                return null;
            signature.ReadCompressedInteger();
            parent = signature.ReadTypeHandle();
        }
        return parent.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)parent : null;
    }

    private static string AssemblyOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => AssemblyOf(reader, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            _ => "",
        };
    }
}
