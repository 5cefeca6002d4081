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

    /// <summary>The last meta-step in the file, 0 if there is none.</summary>
    public int LastStep { get; private set; } = Lines(file).Select(StepOf).LastOrDefault();

    public void Report(MetaTrainingMetrics value)
    {
        _writer ??= Open(value.MetaStep);
        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{value.MetaStep},{value.Loss},{value.Accuracy},{value.ValidationLoss},{value.ValidationAccuracy},{value.LearningRate},{value.TasksPerSecond:F2},{value.Elapsed.TotalSeconds:F3}"));
        _writer.Flush();
        LastStep = value.MetaStep;
    }

    public void Dispose() => _writer?.Dispose();

    /// <summary>Keeps the steps before the first one to come: steps after the checkpoint are taken again.</summary>
    private StreamWriter Open(int next)
    {
        var kept = Lines(file).Where(line => StepOf(line) < next).ToArray();
        AtomicFile.WriteText(file, string.Concat(kept.Prepend(Header).Select(line => line + "\n")));
        return new StreamWriter(file, append: true) { NewLine = "\n" };
    }

    /// <summary>The whole lines below the header; a process that was killed may leave half a line.</summary>
    private static string[] Lines(string file) => File.Exists(file) ? File.ReadLines(file).Skip(1).Where(line => line.Count(c => c == ',') == Header.Count(c => c == ',')).ToArray() : [];

    private static int StepOf(string line) => int.Parse(line.AsSpan(0, line.IndexOf(',')), NumberStyles.None, CultureInfo.InvariantCulture);
}
