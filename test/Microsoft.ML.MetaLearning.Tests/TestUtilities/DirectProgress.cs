using System;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Calls back on the thread that reports, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class DirectProgress(Action<MetaTrainingMetrics> report) : IProgress<MetaTrainingMetrics>
{
    public void Report(MetaTrainingMetrics value) => report(value);
}
