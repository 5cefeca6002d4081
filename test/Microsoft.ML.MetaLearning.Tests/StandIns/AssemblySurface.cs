using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>What an assembly offers to others, read from its metadata without loading it.</summary>
internal sealed class AssemblySurface : IDisposable
{
    private static readonly TypeNames s_ids = new(asId: true);

    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly TypeNames _results;

    /// <param name="path">The assembly.</param>
    /// <param name="asTabbed">Write results as ids, the way of the TorchSharp listing, and not in the manner of C#.</param>
    public AssemblySurface(string path, bool asTabbed)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
        _results = asTabbed ? s_ids : new TypeNames(asId: false);
    }

    public void Dispose() => _file.Dispose();

    public IEnumerable<ApiMember> PublicMembers()
    {
        foreach (var handle in _reader.TypeDefinitions)
        {
            if (!IsVisible(handle))
                continue;
            var type = _reader.GetTypeDefinition(handle);
            string name = TypeNames.NameOf(_reader, handle);
            bool isDelegate = BaseOf(type, s_ids) == "System.MulticastDelegate";
            yield return Describe(type, name, isDelegate);

            // A delegate's members follow from its declaration.
            if (isDelegate)
                continue;
            foreach (var member in Fields(type, name).Concat(Methods(type, name)).Concat(Properties(type, name)).Concat(Events(type, name)))
                yield return member;
        }
    }

    private bool IsVisible(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsVisible(type.GetDeclaringType()),
            _ => false,
        };
    }

    private ApiMember Describe(TypeDefinition type, string name, bool isDelegate)
    {
        var parameters = new TypeParameters(NamesOf(type.GetGenericParameters()), []);
        string baseType = BaseOf(type, _results);
        string kind = type.Attributes.HasFlag(TypeAttributes.Interface) ? "interface"
            : baseType == "System.Enum" ? "enum"
            : baseType == "System.ValueType" ? "struct"
            : isDelegate ? "delegate"
            : ClassKind(type.Attributes);
        if (_results == s_ids)
            return new ApiMember("T:" + name, kind, baseType is "" or "System.Object" ? [] : [baseType]);

        string access = (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic ? "public" : "protected";
        if (isDelegate)
        {
            var invoke = type.GetMethods().Select(_reader.GetMethodDefinition).Single(method => _reader.GetString(method.Name) == "Invoke");
            var signature = invoke.DecodeSignature(_results, parameters);
            var types = signature.ParameterTypes.Select(type => type.EndsWith('&') ? "ref " + type[..^1] : type);
            return new ApiMember("T:" + name, $"{access} delegate {signature.ReturnType} ({string.Join(",", types)})", [], Parameters: ParametersOf(invoke, signature));
        }

        var bases = new List<string>();
        if (kind == "enum")
            bases.Add(_reader.GetFieldDefinition(type.GetFields().First()).DecodeSignature(_results, parameters));
        else if (kind.EndsWith("class", StringComparison.Ordinal) && baseType != "System.Object")
            bases.Add(baseType);
        foreach (var handle in type.GetInterfaceImplementations())
            bases.Add(NameOf(_reader.GetInterfaceImplementation(handle).Interface, _results, parameters));
        return new ApiMember("T:" + name, $"{access} {kind}", bases, Parameters: "");
    }

    private static string ClassKind(TypeAttributes attributes)
    {
        bool isAbstract = attributes.HasFlag(TypeAttributes.Abstract);
        bool isSealed = attributes.HasFlag(TypeAttributes.Sealed);
        return isAbstract && isSealed ? "static class" : isAbstract ? "abstract class" : isSealed ? "sealed class" : "class";
    }

    private IEnumerable<ApiMember> Fields(TypeDefinition type, string name)
    {
        foreach (var handle in type.GetFields())
        {
            var field = _reader.GetFieldDefinition(handle);
            var access = (MethodAttributes)(int)(field.Attributes & FieldAttributes.FieldAccessMask);
            // The hidden field in which an enum keeps its value is special to the runtime.
            if (!IsVisible(access) || field.Attributes.HasFlag(FieldAttributes.RTSpecialName))
                continue;
            bool isConst = field.Attributes.HasFlag(FieldAttributes.Literal);
            string storage = isConst ? "const"
                : (field.Attributes.HasFlag(FieldAttributes.Static) ? "static " : "") + (field.Attributes.HasFlag(FieldAttributes.InitOnly) ? "readonly" : "");
            yield return new ApiMember(
                $"F:{name}.{_reader.GetString(field.Name)}",
                field.DecodeSignature(_results, new TypeParameters(NamesOf(type.GetGenericParameters()), [])),
                [],
                Modifiers: Join(AccessOf(access), storage.Trim()),
                Constant: isConst ? ConstantText.Write(_reader, field.GetDefaultValue()) : "",
                Parameters: "");
        }
    }

    private IEnumerable<ApiMember> Methods(TypeDefinition type, string name)
    {
        var accessors = new HashSet<MethodDefinitionHandle>();
        foreach (var property in type.GetProperties().Select(handle => _reader.GetPropertyDefinition(handle).GetAccessors()))
            accessors.UnionWith([property.Getter, property.Setter]);
        foreach (var @event in type.GetEvents().Select(handle => _reader.GetEventDefinition(handle).GetAccessors()))
            accessors.UnionWith([@event.Adder, @event.Remover]);

        foreach (var handle in type.GetMethods())
        {
            var method = _reader.GetMethodDefinition(handle);
            if (!IsVisible(method.Attributes) || accessors.Contains(handle) || _reader.GetString(method.Name) == ".cctor")
                continue;
            var parameters = new TypeParameters(NamesOf(type.GetGenericParameters()), NamesOf(method.GetGenericParameters()));
            var signature = method.DecodeSignature(_results, parameters);
            yield return new ApiMember(
                "M:" + MethodId(name, _reader.GetString(method.Name), method.DecodeSignature(s_ids, TypeParameters.None)),
                signature.ReturnType,
                [],
                Modifiers: Join(AccessOf(method.Attributes), KindOf(method.Attributes, type.Attributes)),
                Constant: "",
                Parameters: ParametersOf(method, signature));
        }
    }

    private IEnumerable<ApiMember> Properties(TypeDefinition type, string name)
    {
        foreach (var handle in type.GetProperties())
        {
            var property = _reader.GetPropertyDefinition(handle);
            var accessors = property.GetAccessors();
            var visible = new List<(string Name, MethodAttributes Attributes)>();
            if (!accessors.Getter.IsNil)
                visible.Add(("get", _reader.GetMethodDefinition(accessors.Getter).Attributes));
            if (!accessors.Setter.IsNil)
                visible.Add(("set", _reader.GetMethodDefinition(accessors.Setter).Attributes));
            visible.RemoveAll(accessor => !IsVisible(accessor.Attributes));
            if (visible.Count == 0)
                continue;

            var signature = property.DecodeSignature(_results, new TypeParameters(NamesOf(type.GetGenericParameters()), []));
            var id = property.DecodeSignature(s_ids, TypeParameters.None);
            yield return new ApiMember(
                $"P:{name}.{_reader.GetString(property.Name)}{ParameterTypes(id)}",
                signature.ReturnType,
                [],
                Accessors: $"{{ {string.Concat(visible.Select(accessor => Join(AccessOf(accessor.Attributes), accessor.Name) + "; "))}}}",
                Modifiers: KindOf(visible[0].Attributes, type.Attributes),
                Constant: "",
                Parameters: "");
        }
    }

    private IEnumerable<ApiMember> Events(TypeDefinition type, string name)
    {
        foreach (var handle in type.GetEvents())
        {
            var @event = _reader.GetEventDefinition(handle);
            var attributes = _reader.GetMethodDefinition(@event.GetAccessors().Adder).Attributes;
            if (!IsVisible(attributes))
                continue;
            yield return new ApiMember(
                $"E:{name}.{_reader.GetString(@event.Name)}",
                NameOf(@event.Type, _results, new TypeParameters(NamesOf(type.GetGenericParameters()), [])),
                [],
                Modifiers: Join(AccessOf(attributes), KindOf(attributes, type.Attributes)),
                Constant: "",
                Parameters: "");
        }
    }

    /// <summary>Type, name, number of type parameters and parameter types; for a conversion also what it converts to.</summary>
    internal static string MethodId(string type, string name, MethodSignature<string> signature)
    {
        string arity = signature.GenericParameterCount > 0 ? "``" + signature.GenericParameterCount : "";
        string target = name is "op_Implicit" or "op_Explicit" ? "~" + signature.ReturnType : "";
        return $"{type}.{name.Replace('.', '#')}{arity}{ParameterTypes(signature)}{target}";
    }

    private static string ParameterTypes(MethodSignature<string> signature)
        => signature.ParameterTypes.IsEmpty ? "" : $"({string.Join(",", signature.ParameterTypes)})";

    private string ParametersOf(MethodDefinition method, MethodSignature<string> signature)
    {
        var texts = new SortedList<int, string>();
        foreach (var handle in method.GetParameters())
        {
            var parameter = _reader.GetParameter(handle);
            if (parameter.SequenceNumber == 0)
                continue;
            string type = signature.ParameterTypes[parameter.SequenceNumber - 1];
            string mode = type.EndsWith('&') || type.EndsWith('@') ? PassingMode(parameter) : Has(parameter, "System.ParamArrayAttribute") ? "params " : "";
            string value = parameter.Attributes.HasFlag(ParameterAttributes.HasDefault) ? " = " + DefaultOf(parameter, type) : "";
            texts.Add(parameter.SequenceNumber, mode + _reader.GetString(parameter.Name) + value);
        }
        return string.Join(", ", texts.Values);
    }

    private string DefaultOf(Parameter parameter, string type)
    {
        string value = ConstantText.Write(_reader, parameter.GetDefaultValue());
        if (_results != s_ids)
            return value;
        return value == "null" ? "default" : EnumConstant(type, value) ?? (type == "System.Single" ? value[..^1] : value);
    }

    /// <summary>The constant of an enum of this assembly that has a value.</summary>
    private string? EnumConstant(string type, string value)
    {
        foreach (var handle in _reader.TypeDefinitions.Where(handle => TypeNames.NameOf(_reader, handle) == type))
        {
            var definition = _reader.GetTypeDefinition(handle);
            var constants = definition.GetFields().Select(_reader.GetFieldDefinition).Where(field => field.Attributes.HasFlag(FieldAttributes.Literal));
            var constant = constants.First(field => ConstantText.Write(_reader, field.GetDefaultValue()) == value);
            return $"{_reader.GetString(definition.Name)}.{_reader.GetString(constant.Name)}";
        }
        return null;
    }

    private string PassingMode(Parameter parameter)
        => parameter.Attributes.HasFlag(ParameterAttributes.Out) ? "out " : Has(parameter, "System.Runtime.CompilerServices.IsReadOnlyAttribute") ? "in " : "ref ";

    private bool Has(Parameter parameter, string attribute)
    {
        return parameter.GetCustomAttributes()
            .Select(handle => _reader.GetCustomAttribute(handle).Constructor)
            .Where(constructor => constructor.Kind == HandleKind.MemberReference)
            .Select(constructor => _reader.GetMemberReference((MemberReferenceHandle)constructor).Parent)
            .Any(type => NameOf(type, s_ids, TypeParameters.None) == attribute);
    }

    private string BaseOf(TypeDefinition type, TypeNames names)
        => type.BaseType.IsNil ? "" : NameOf(type.BaseType, names, new TypeParameters(NamesOf(type.GetGenericParameters()), []));

    private string NameOf(EntityHandle handle, TypeNames names, TypeParameters parameters) => handle.Kind switch
    {
        HandleKind.TypeDefinition => TypeNames.NameOf(_reader, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => TypeNames.NameOf(_reader, (TypeReferenceHandle)handle),
        _ => _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(names, parameters),
    };

    private ImmutableArray<string> NamesOf(GenericParameterHandleCollection parameters)
        => [.. parameters.Select(handle => _reader.GetString(_reader.GetGenericParameter(handle).Name))];

    private static bool IsVisible(MethodAttributes attributes) => AccessOf(attributes) is "" or "protected";

    private static string AccessOf(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask) switch
    {
        MethodAttributes.Public => "",
        MethodAttributes.Family or MethodAttributes.FamORAssem => "protected",
        _ => "hidden",
    };

    private static string KindOf(MethodAttributes attributes, TypeAttributes type)
    {
        if (type.HasFlag(TypeAttributes.Interface) && !attributes.HasFlag(MethodAttributes.Static))
            return "";
        return attributes.HasFlag(MethodAttributes.Static) ? "static"
            : attributes.HasFlag(MethodAttributes.Abstract) ? "abstract"
            : attributes.HasFlag(MethodAttributes.Virtual) && !attributes.HasFlag(MethodAttributes.Final) ? "virtual"
            : "";
    }

    private static string Join(string first, string second) => first.Length == 0 || second.Length == 0 ? first + second : $"{first} {second}";
}
