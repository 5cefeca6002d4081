using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Counts of the calling thread's tensors. A test that uses it must stay on one thread.</summary>
/// <param name="Live">Made in dispose scopes and not yet disposed.</param>
/// <param name="Unscoped">Ever made outside of every scope, where nothing but the garbage collector frees them.</param>
internal readonly record struct TensorCounts(long Live, long Unscoped)
{
    public static TensorCounts OfThisThread
    {
        get
        {
            var statistics = DisposeScopeManager.Statistics;
            return new TensorCounts(statistics.ThreadTotalLiveCount, statistics.CreatedOutsideScopeCount);
        }
    }
}

internal static class LeakCheck
{
    /// <summary>Asserts that an action leaves no tensor of this thread behind.</summary>
    public static void LeavesNothing(Action action)
    {
        var before = TensorCounts.OfThisThread;
        action();
        Assert.AreEqual(before, TensorCounts.OfThisThread);
    }
}
