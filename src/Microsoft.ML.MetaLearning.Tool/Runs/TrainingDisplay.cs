using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning;
using Spectre.Console;

namespace MetaLearn.Runs;

/// <summary>A live bar at a terminal, otherwise a line from time to time.</summary>
internal sealed class TrainingDisplay : IProgress<MetaTrainingMetrics>, IDisposable
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(15);
    private readonly Session _session;
    private readonly TaskCompletionSource _finished = new();
    private readonly Task _live = Task.CompletedTask;
    private ProgressTask? _bar;
    private TimeSpan _nextLine;
    private double _loss = double.NaN;
    private double _accuracy = double.NaN;

    public TrainingDisplay(Session session)
    {
        _session = session;
        var console = session.Messages;
        if (!session.ColorsError || !console.Profile.Capabilities.Interactive)
            return;
        _live = console.Progress().Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn()).StartAsync(async context =>
        {
            _bar = context.AddTask("meta-training");
            await _finished.Task;
        });
    }

    public void Report(MetaTrainingMetrics value)
    {
        // A moving average: the accuracy of a few tasks alone jumps about.
        _loss = double.IsNaN(_loss) ? value.Loss : 0.95 * _loss + 0.05 * value.Loss;
        _accuracy = double.IsNaN(_accuracy) ? value.Accuracy : 0.95 * _accuracy + 0.05 * value.Accuracy;
        var figures = string.Create(CultureInfo.InvariantCulture, $"loss {_loss:F3}, accuracy {_accuracy * 100:F1} %");
        var validation = value.ValidationAccuracy is { } accuracy
            ? string.Create(CultureInfo.InvariantCulture, $", validation {accuracy * 100:F1} %")
            : "";
        var left = string.Create(CultureInfo.InvariantCulture, $"{value.Remaining:hh\\:mm\\:ss} left");
        if (_bar is not null)
        {
            // A time limit may end the training before its steps do. The line must fit beside the bar.
            _bar.Value = _bar.MaxValue * (value.Elapsed / (value.Elapsed + value.Remaining));
            _bar.Description = $"{figures}, {left}";
        }
        else if (value.Elapsed >= _nextLine)
        {
            _session.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"meta-step {value.MetaStep}/{value.MetaSteps}, {figures}{validation}, {value.TasksPerSecond:F1} tasks/s, {left}"));
            _nextLine = value.Elapsed + s_lineInterval;
        }
    }

    public void Dispose()
    {
        _finished.TrySetResult();
        _live.Wait();
    }
}
