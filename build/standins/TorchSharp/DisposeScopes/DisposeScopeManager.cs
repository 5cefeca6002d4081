using System;
using System.Collections.Generic;

namespace TorchSharp;

public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? s_ofThisThread;

    private readonly List<DisposeScope> _scopes = [];
    private readonly ThreadDisposeScopeStatistics _statistics = new();

    public static ThreadDisposeScopeStatistics Statistics => OfThisThread._statistics;

    internal static DisposeScopeManager OfThisThread => s_ofThisThread ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics Counts => _statistics;

    internal DisposeScope? Current => _scopes.Count == 0 ? null : _scopes[^1];

    internal static DisposeScope? Register(IDisposable disposable)
    {
        var manager = OfThisThread;
        var current = manager.Current;
        if (current is null)
        {
            manager._statistics.CreatedOutsideScopeCount++;
            return null;
        }
        manager._statistics.CreatedInScopeCount++;
        current.Include(disposable);
        return current;
    }

    internal DisposeScope Open()
    {
        var scope = new DisposeScope(this, Current);
        _scopes.Add(scope);
        return scope;
    }

    internal void Close(DisposeScope scope)
    {
        _scopes.Remove(scope);
        foreach (var inner in _scopes)
        {
            if (inner.OuterScope == scope)
            {
                inner.OuterScope = scope.OuterScope;
            }
        }
    }
}
