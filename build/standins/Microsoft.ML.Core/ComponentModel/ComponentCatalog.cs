using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The loadable classes of the assemblies registered with one environment, found by name and signature.</summary>
public sealed partial class ComponentCatalog
{
    private readonly HashSet<Assembly> _assemblies = new HashSet<Assembly>();
    private readonly ConcurrentDictionary<(Type Signature, string Name), LoadableClassInfo> _classes = new();

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        Contracts.CheckValue(assembly, nameof(assembly));
        lock (_assemblies)
        {
            if (!_assemblies.Add(assembly))
            {
                return;
            }
            foreach (var attribute in assembly.GetCustomAttributes(typeof(LoadableClassAttributeBase)).Cast<LoadableClassAttributeBase>())
            {
                Register(attribute, throwOnError);
            }
        }
    }

    internal LoadableClassInfo[] GetAllClasses() => _classes.Values.Distinct().ToArray();

    internal LoadableClassInfo? GetLoadableClassInfo<TSig>(string loadName) => GetLoadableClassInfo(loadName, typeof(TSig));

    internal LoadableClassInfo? GetLoadableClassInfo(string loadName, Type signatureType)
    {
        Contracts.CheckNonEmpty(loadName, nameof(loadName));
        return _classes.GetValueOrDefault((signatureType, Normalize(loadName)));
    }

    internal static bool TryCreateInstance<TRes, TSig>(
        IHostEnvironment env, [NotNullWhen(true)] out TRes? result, string name, string? options, params object[] extra)
        where TRes : class
        => TryCreateInstance(env, typeof(TSig), out result, name, options, extra);

    internal static bool TryCreateInstance<TRes>(
        IHostEnvironment env, Type signatureType, [NotNullWhen(true)] out TRes? result, string name, string? options, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        var info = env.ComponentCatalog.GetLoadableClassInfo(name, signatureType);
        if (info == null || info.ArgType != null || !typeof(TRes).IsAssignableFrom(info.Type))
        {
            result = null;
            return false;
        }
        Contracts.CheckParam(env, string.IsNullOrEmpty(options), nameof(options), $"The component '{name}' takes no options.");
        result = (TRes)info.CreateInstance(env, extra);
        return true;
    }

    private void Register(LoadableClassAttributeBase attribute, bool throwOnError)
    {
        var info = LoadableClassInfo.TryCreate(attribute);
        if (info == null)
        {
            Contracts.Check(!throwOnError, $"{attribute.LoaderType} has no unambiguous constructor, static Create method or static Instance property for its signature.");
            return;
        }
        foreach (var signature in attribute.SigTypes)
        {
            foreach (string name in attribute.LoadNames)
            {
                var registered = _classes.GetOrAdd((signature, Normalize(name)), info);
                bool clash = registered != info && registered.LoaderType != info.LoaderType;
                Contracts.Check(!clash || !throwOnError, $"'{name}' is already the name of {registered.LoaderType} and cannot also be that of {info.LoaderType}.");
            }
        }
    }

    // Names are matched without regard to case.
    private static string Normalize(string name) => name.ToLowerInvariant();
}
