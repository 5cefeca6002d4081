using System;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>
/// Counts the users of an owner's native memory. When the owner is disposed, whoever uses it goes on to the end, whoever comes later gets
/// an exception, and the memory is freed with the last user: a number from freed memory is impossible, and so is a crash.
/// </summary>
/// <param name="owner">The owner, for the exception.</param>
/// <param name="free">Frees the memory.</param>
internal sealed class NativeLifetime(object owner, Action free)
{
    private readonly Lock _lock = new();
    private int _users;
    private bool _ended;

    /// <summary>Uses the memory until the result is disposed.</summary>
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

    /// <summary>Frees the memory, now or with the last user.</summary>
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
