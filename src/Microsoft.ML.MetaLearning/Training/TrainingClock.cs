using System;
using System.Diagnostics;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Time spent, and how far the training is, by steps or by the time limit, whichever is nearer its end.</summary>
internal sealed class TrainingClock(MetaTrainerSettings settings, TrainingState? start)
{
    private readonly Stopwatch _total = Stopwatch.StartNew();
    private readonly Stopwatch _learning = new();
    private readonly TimeSpan _before = start?.Elapsed ?? TimeSpan.Zero;
    private readonly int _firstStep = start?.MetaStep ?? 0;

    public TimeSpan Elapsed => _before + _total.Elapsed;

    public bool TimeIsUp => settings.TimeLimit is { } limit && Elapsed >= limit;

    /// <summary>Whether the time is up, and a second more, in which a meta-step may end.</summary>
    public bool IsOverdue => settings.TimeLimit is { } limit && Elapsed >= limit + TimeSpan.FromSeconds(1);

    public void StartLearning() => _learning.Start();

    public void StopLearning() => _learning.Stop();

    public double Progress(int step)
    {
        var bySteps = (double)step / settings.MetaSteps;
        return settings.TimeLimit is { } limit ? Math.Min(1, Math.Max(bySteps, Elapsed / limit)) : bySteps;
    }

    public double TasksPerSecond(int steps) => (double)(steps - _firstStep) * settings.MetaBatchSize / _learning.Elapsed.TotalSeconds;

    public TimeSpan Remaining(int step)
    {
        var bySteps = Elapsed / step * (settings.MetaSteps - step);
        var byTime = settings.TimeLimit - Elapsed;
        var remaining = byTime < bySteps ? byTime.Value : bySteps;
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
