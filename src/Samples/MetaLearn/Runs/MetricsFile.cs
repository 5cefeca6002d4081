using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Runs;

/// <summary>The figures of each meta-step as CSV. A resumed training goes on after the last step before it.</summary>
internal sealed class MetricsFile(string file) : IProgress<MetaTrainingMetrics>, IDisposable
{
    private const string Header = "metaStep,loss,accuracy,validationLoss,validationAccuracy,learningRate,tasksPerSecond,elapsedSeconds";
    private StreamWriter? _writer;

    public void Report(MetaTrainingMetrics value)
    {
        _writer ??= Open(value.MetaStep);
        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{value.MetaStep},{value.Loss},{value.Accuracy},{value.ValidationLoss},{value.ValidationAccuracy},{value.LearningRate},{value.TasksPerSecond:F2},{value.Elapsed.TotalSeconds:F3}"));
        _writer.Flush();
    }

    public void Dispose() => _writer?.Dispose();

    /// <summary>Keeps the whole lines of steps before the first one to come: steps after the checkpoint are taken again.</summary>
    private StreamWriter Open(int next)
    {
        var kept = File.Exists(file)
            ? File.ReadLines(file).Skip(1).Where(line => line.Count(c => c == ',') == Header.Count(c => c == ',') && int.TryParse(line.Split(',')[0], out var step) && step < next).ToArray()
            : [];
        AtomicFile.WriteText(file, string.Concat(kept.Prepend(Header).Select(line => line + "\n")));
        return new StreamWriter(file, append: true) { NewLine = "\n" };
    }
}
