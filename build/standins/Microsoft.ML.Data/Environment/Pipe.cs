using System;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A pipe no one listens to.</summary>
internal sealed class Pipe<TMessage> : IPipe<TMessage>
{
    private readonly HostEnvironmentBase _owner;

    public Pipe(HostEnvironmentBase owner)
    {
        _owner = owner;
    }

    public string ContextDescription => _owner.ContextDescription;

    public TException Process<TException>(TException ex)
        where TException : Exception
        => _owner.Process(ex);

    public void Send(TMessage msg)
    {
    }

    public void Dispose()
    {
    }
}
