using System;
using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Keeps every report, on the thread that makes it, and may act on each. (System.Progress reports later, on another thread.)</summary>
internal sealed class SynchronousProgress(Action<MetaTrainingMetrics>? onReport = null) : IProgress<MetaTrainingMetrics>
{
    public List<MetaTrainingMetrics> Reports { get; } = [];

    public void Report(MetaTrainingMetrics value)
    {
        Reports.Add(value);
        onReport?.Invoke(value);
    }
}
