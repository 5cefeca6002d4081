using System;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>
/// Counts the users of an owner's native memory. When the owner is disposed, present users finish, later ones get an exception, and the
/// last one to leave frees the memory: nobody reads freed memory.
/// </summary>
/// <param name="owner">The owner, for the exception.</param>
/// <param name="free">Frees the memory.</param>
internal sealed class NativeLifetime(object owner, Action free)
{
    private readonly Lock _lock = new();
    private int _users;
    private bool _ended;

    /// <summary>Keeps the memory until the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The owner is disposed.</exception>
    public Use Enter()
    {
        lock (_lock)
        {
            ThrowIfEnded();
            _users++;
        }
        return new Use(this);
    }

    /// <exception cref="ObjectDisposedException">The owner is disposed.</exception>
    public void ThrowIfEnded() => ObjectDisposedException.ThrowIf(_ended, owner);

    /// <summary>Frees the memory, now or when the last user leaves.</summary>
    public void End()
    {
        lock (_lock)
        {
            var isFree = _users == 0 && !_ended;
            _ended = true;
            if (!isFree)
                return;
        }
        free();
    }

    private void Leave()
    {
        lock (_lock)
            if (--_users > 0 || !_ended)
                return;
        free();
    }

    public readonly ref struct Use(NativeLifetime lifetime)
    {
        public void Dispose() => lifetime.Leave();
    }
}
