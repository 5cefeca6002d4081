using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Counts the tensors of the process, on all threads, that were made since and not disposed.</summary>
/// <remarks>
/// Finalizers wait while it counts: a tensor that is left to the garbage collector stays in the count. TorchSharp's statistics of dispose
/// scopes cannot tell: they belong to the thread that disposes, and a tensor that was moved out of its scope counts on another line than
/// the one it was made on.
/// </remarks>
internal sealed class TensorCount : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly long _start;

    public TensorCount()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var held = new ManualResetEventSlim();
        MakeGarbage(held, _release);
        GC.Collect();
        held.Wait();
        _start = Live;
    }

    public long Change => Live - _start;

    private static long Live => Tensor.TotalCount - Gradients.Unused;

    public void Dispose() => _release.Set();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeGarbage(ManualResetEventSlim held, ManualResetEventSlim release) =>
        GC.KeepAlive(new WaitingFinalizer(held, release));

    private sealed class WaitingFinalizer(ManualResetEventSlim held, ManualResetEventSlim release)
    {
        ~WaitingFinalizer()
        {
            held.Set();
            release.Wait();
        }
    }
}

internal static class LeakCheck
{
    /// <summary>Asserts that an action leaves no tensor behind, neither for a scope nor for the garbage collector.</summary>
    public static void LeavesNothing(Action action)
    {
        using var tensors = new TensorCount();
        action();
        Assert.AreEqual(0, tensors.Change, "tensors were left.");
    }
}
