using System;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>
/// Ends long computations early. Whoever starts one on a thread says how it is asked to stop. Each layer of each pass through a network
/// checks, so that neither many inner steps nor a large network makes anyone wait.
/// </summary>
internal static class Interruption
{
    [ThreadStatic]
    private static Func<bool>? s_isRequested;

    /// <summary>Lets the computations of this thread be interrupted until the result is disposed.</summary>
    public static Scope By(Func<bool> isRequested)
    {
        var scope = new Scope(s_isRequested);
        s_isRequested = isRequested;
        return scope;
    }

    /// <exception cref="OperationCanceledException">The computation was asked to stop.</exception>
    public static void ThrowIfRequested()
    {
        if (s_isRequested?.Invoke() == true)
            throw new OperationCanceledException();
    }

    internal readonly ref struct Scope(Func<bool>? before)
    {
        public void Dispose() => s_isRequested = before;
    }
}
