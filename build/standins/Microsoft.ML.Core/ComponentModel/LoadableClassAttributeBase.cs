using System;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(
        string? summary, Type instType, Type loaderType, Type? argType, Type[] sigTypes, string? userName, params string[] loadNames)
    {
        Contracts.CheckValue(instType, nameof(instType));
        Contracts.CheckValue(loaderType, nameof(loaderType));
        Contracts.CheckNonEmpty(sigTypes, nameof(sigTypes));
        Contracts.CheckParam(sigTypes.All(type => typeof(Delegate).IsAssignableFrom(type)), nameof(sigTypes), "A signature is a delegate type.");
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SigTypes = sigTypes;
        Summary = summary;
        UserName = userName;
        LoadNames = loadNames ?? Array.Empty<string>();
        var signature = sigTypes[0].GetMethod("Invoke")!.GetParameters().Select(parameter => parameter.ParameterType);
        CtorTypes = argType == null ? signature.ToArray() : signature.Prepend(argType).ToArray();
    }

    public Type InstanceType { get; }

    public Type LoaderType { get; }

    public Type? ArgType { get; }

    public Type[] SigTypes { get; }

    public Type[] CtorTypes { get; }

    public string? Summary { get; }

    public string? UserName { get; }

    public string? DocName { get; set; }

    public string[] LoadNames { get; }
}
