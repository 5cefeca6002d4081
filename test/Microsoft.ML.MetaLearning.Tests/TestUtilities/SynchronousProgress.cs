using System;
using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// Keeps every report, on the thread that makes it, and may act on each. (System.Progress reports later, on another thread.)
/// </summary>
internal class SynchronousProgress<T>(Action<T>? onReport = null) : IProgress<T>
{
    public List<T> Reports { get; } = [];

    public void Report(T value)
    {
        Reports.Add(value);
        onReport?.Invoke(value);
    }
}

/// <summary>That of meta-training.</summary>
internal sealed class SynchronousProgress(Action<MetaTrainingMetrics>? onReport = null)
    : SynchronousProgress<MetaTrainingMetrics>(onReport);
