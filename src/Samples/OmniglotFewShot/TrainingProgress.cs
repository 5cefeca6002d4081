using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;
using Spectre.Console;

namespace OmniglotFewShot;

/// <summary>A live bar with loss, accuracy, tasks per second and the time left; plain lines where there is no terminal.</summary>
internal sealed class TrainingProgress : IProgress<MetaTrainingMetrics>, IDisposable
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(15);
    private readonly TimeSpan _limit;
    private readonly TaskCompletionSource _finished = new();
    private readonly Task _display = Task.CompletedTask;
    private ProgressTask? _bar;
    private MetaTrainingMetrics? _last;
    private TimeSpan _nextLine;
    private double _loss = double.NaN;
    private double _accuracy = double.NaN;

    public TrainingProgress(TimeSpan limit)
    {
        _limit = limit;
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
            return;
        _display = AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                _bar = context.AddTask("meta-training", maxValue: limit.TotalSeconds);
                await _finished.Task;
            });
    }

    public void Report(MetaTrainingMetrics value)
    {
        _last = value;
        // A moving average: the accuracy of eight tasks alone jumps about.
        _loss = double.IsNaN(_loss) ? value.Loss : 0.95 * _loss + 0.05 * value.Loss;
        _accuracy = double.IsNaN(_accuracy) ? value.Accuracy : 0.95 * _accuracy + 0.05 * value.Accuracy;
        var line = string.Create(CultureInfo.InvariantCulture,
            $"step {value.MetaStep}, loss {_loss:F3}, accuracy {_accuracy * 100:F1} %, {value.TasksPerSecond:F1} tasks/s, " +
            $"{value.Remaining:mm\\:ss} left");
        if (_bar is not null)
        {
            _bar.Description = line;
            _bar.Value = Math.Min(value.Elapsed.TotalSeconds, _limit.TotalSeconds);
        }
        else if (value.Elapsed >= _nextLine)
        {
            Console.WriteLine(line);
            _nextLine = value.Elapsed + s_lineInterval;
        }
    }

    /// <summary>Ends the display.</summary>
    /// <returns>The metrics of the last meta-step.</returns>
    public MetaTrainingMetrics Finish()
    {
        Dispose();
        return _last ?? throw new InvalidOperationException("no meta-step was taken.");
    }

    public void Dispose()
    {
        _finished.TrySetResult();
        _display.GetAwaiter().GetResult();
    }
}
