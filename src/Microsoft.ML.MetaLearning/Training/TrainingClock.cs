using System;
using System.Diagnostics;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Measures the time and the progress of a training, by steps or by the time limit, whichever is further on.</summary>
internal sealed class TrainingClock(OuterLoop loop, TrainingState? start)
{
    private readonly Stopwatch _total = Stopwatch.StartNew();
    private readonly Stopwatch _learning = new();
    private readonly TimeSpan _before = start?.Elapsed ?? TimeSpan.Zero;
    private readonly int _firstStep = start?.MetaStep ?? 0;

    public TimeSpan Elapsed => _before + _total.Elapsed;

    public bool TimeIsUp => loop.TimeLimit is { } limit && Elapsed >= limit;

    /// <summary>Gets whether the time is up for more than a second, in which a meta-step may end.</summary>
    public bool IsOverdue => loop.TimeLimit is { } limit && Elapsed >= limit + TimeSpan.FromSeconds(1);

    public void StartLearning() => _learning.Start();

    public void StopLearning() => _learning.Stop();

    public double Progress(int step)
    {
        var bySteps = (double)step / loop.MetaSteps;
        return loop.TimeLimit is { } limit ? Math.Min(1, Math.Max(bySteps, Elapsed / limit)) : bySteps;
    }

    public double TasksPerSecond(int steps) => (double)(steps - _firstStep) * loop.MetaBatchSize / _learning.Elapsed.TotalSeconds;

    public TimeSpan Remaining(int step)
    {
        var bySteps = Elapsed / step * (loop.MetaSteps - step);
        var byTime = loop.TimeLimit - Elapsed;
        var remaining = byTime < bySteps ? byTime.Value : bySteps;
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
