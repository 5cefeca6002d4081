using System;
using System.Collections.Generic;
using System.Linq;

namespace TorchSharp;

public sealed partial class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScopeManager _manager;
    private bool _disposed;

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        _manager = manager;
        OuterScope = outer;
    }

    public int DisposablesCount => Alive()._disposables.Count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. Alive()._disposables];

    internal DisposeScope? OuterScope { get; set; }

    public bool Contains(IDisposable disposable) => Alive()._disposables.Contains(disposable);

    public void MarkAsDisposed(IDisposable disposable)
    {
        if (_disposables.Remove(disposable))
        {
            _manager.Counts.DisposedInScopeCount++;
        }
    }

    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        Alive();
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in _disposables.ToArray())
        {
            if (!keep.Contains(disposable))
            {
                disposable.Dispose();
                MarkAsDisposed(disposable);
            }
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }
        DisposeEverything();
        _disposed = true;
        _manager.Close(this);
    }

    internal void Include(IDisposable disposable) => _disposables.Add(disposable);

    private DisposeScope Alive()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return this;
    }
}
