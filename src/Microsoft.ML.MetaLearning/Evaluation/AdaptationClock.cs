using System;
using System.Diagnostics;
using System.Linq;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>How long a learner takes from support examples in memory to a predictor that can be served, on one thread.</summary>
internal static class AdaptationClock
{
    private const int WarmUp = 3;
    private const int Timed = 21;

    /// <summary>The median over some episodes.</summary>
    /// <param name="model">The meta-learned model, on the device to adapt on.</param>
    /// <param name="source">The episodes.</param>
    public static TimeSpan Median(MetaLearnedModel model, IEpisodeSource source)
    {
        var device = model.Parameters.Device;
        using var thread = new TaskThreads(1);
        var times = thread.Run(WarmUp + Timed, i =>
        {
            var support = source.Load(i).Support.To(device);
            var start = Stopwatch.GetTimestamp();
            using var predictor = model.Adapt(support).ToServe();
            return Stopwatch.GetElapsedTime(start);
        });
        return times.Skip(WarmUp).Order().ElementAt(Timed / 2);
    }
}
