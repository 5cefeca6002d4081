using System;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The root of a tree of hosts.</summary>
internal sealed class LocalEnvironment : HostEnvironmentBase
{
    public LocalEnvironment(int? seed)
        : base("", seed is { } value ? new Random(value) : new Random(), null)
    {
        Seed = seed;
    }

    /// <summary>Every message of every channel, with the full name of its channel.</summary>
    public event Action<string, ChannelMessage>? Message;

    public override int? Seed { get; }

    internal ContextOptions Options { get; } = new ContextOptions();

    internal ComponentCatalog Components { get; } = new ComponentCatalog();

    internal void Send(string source, ChannelMessage message) => Message?.Invoke(source, message);
}
