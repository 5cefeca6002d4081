using System;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What the root environment and its hosts do alike: register hosts, start channels, describe themselves in exceptions.</summary>
internal abstract class HostEnvironmentBase : IHostEnvironmentInternal, ICancelable
{
    private readonly HostEnvironmentBase? _parent;
    private readonly LocalEnvironment? _root;
    private readonly Random _random;
    private volatile bool _canceled;

    private protected HostEnvironmentBase(string name, Random random, HostEnvironmentBase? parent)
    {
        FullName = name;
        _random = random;
        _parent = parent;
        _root = parent?.Root;
    }

    public abstract int? Seed { get; }

    public ComponentCatalog ComponentCatalog => Root.Components;

    public string ContextDescription => FullName;

    public bool IsCanceled => _canceled || _parent is { IsCanceled: true };

    public int? GpuDeviceId
    {
        get => Root.Options.GpuDeviceId;
        set => Root.Options.GpuDeviceId = value;
    }

    public bool FallbackToCpu
    {
        get => Root.Options.FallbackToCpu;
        set => Root.Options.FallbackToCpu = value;
    }

    public string TempFilePath
    {
        get => Root.Options.TempFilePath;
        set => Root.Options.TempFilePath = value;
    }

    internal string FullName { get; }

    internal LocalEnvironment Root => _root ?? (LocalEnvironment)this;

    private protected Random Random => _random;

    public void CancelExecution() => _canceled = true;

    /// <summary>The host's random numbers depend on the seed and on how many hosts were registered here before it.</summary>
    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(this, name, nameof(name));
        Random random;
        lock (_random)
        {
            random = new Random(seed ?? _random.Next());
        }
        return new Host(FullName.Length == 0 ? name : $"{FullName}; {name}", random, this);
    }

    public IChannel Start(string name)
    {
        Contracts.CheckNonEmpty(this, name, nameof(name));
        return new Channel(this, name);
    }

    public IPipe<TMessage> StartPipe<TMessage>(string name)
    {
        Contracts.CheckNonEmpty(this, name, nameof(name));
        return new Pipe<TMessage>(this);
    }

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(this, name, nameof(name));
        return new ProgressChannel(this, name);
    }

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ContextDescription.Length > 0)
        {
            ex.Data["Throw"] = ContextDescription;
        }
        return Contracts.Mark(ex);
    }

    public void SetOption<T>(string name, T value) => Root.Options.Set(name, value);

    public bool TryAddOption<T>(string name, T value) => Root.Options.TryAdd(name, value);

    public T GetOptionOrDefault<T>(string name) => Root.Options.TryGet<T>(name, out var value) ? value : default!;

    public bool TryGetOption<T>(string name, [MaybeNullWhen(false)] out T value) => Root.Options.TryGet(name, out value);

    public bool RemoveOption(string name) => Root.Options.Remove(name);
}
