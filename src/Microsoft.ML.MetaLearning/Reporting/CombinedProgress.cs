using System;

namespace Microsoft.ML.MetaLearning;

/// <summary>Passes reports of meta-training to several receivers, in order.</summary>
/// <param name="receivers">The receivers.</param>
public sealed class CombinedProgress(params IProgress<MetaTrainingMetrics>[] receivers) : IProgress<MetaTrainingMetrics>
{
    /// <inheritdoc/>
    public void Report(MetaTrainingMetrics value)
    {
        foreach (var receiver in receivers)
            receiver.Report(value);
    }
}
