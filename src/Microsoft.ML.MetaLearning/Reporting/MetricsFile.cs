using System;
using System.IO;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Reporting;

namespace Microsoft.ML.MetaLearning;

/// <summary>Writes the metrics of meta-training to a file, one line for each meta-step: CSV with a header, or JSON lines.</summary>
/// <remarks>
/// Each line is handed to the operating system at once. A resumed training that continues a file first cuts off the lines from its first
/// step, so that each step is in the file once. A training from step 1 begins the file anew. Numbers are in the invariant culture, with all
/// digits.
/// </remarks>
public sealed class MetricsFile : IProgress<MetaTrainingMetrics>, IDisposable
{
    private readonly string _path;
    private readonly MetricsFormat _format;
    private StreamWriter? _writer;

    /// <summary>Creates the writer. The file is not touched before the first report.</summary>
    /// <param name="path">The file, ending in .csv or .jsonl. Its folder must exist.</param>
    /// <exception cref="ArgumentException">The path has another extension.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public MetricsFile(string path)
    {
        _format = MetricsFormat.Of(path);
        _path = Path.GetFullPath(path);
        Checks.FolderOf(_path);
    }

    /// <summary>Appends a line.</summary>
    /// <exception cref="InvalidDataException">
    /// An existing file is of another kind, or a resumed training reports other columns than the file has.
    /// </exception>
    public void Report(MetaTrainingMetrics value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var row = new MetricsRow(value);
        _writer ??= Open(row);
        _writer.Write(_format.Line(row) + "\n");
        _writer.Flush();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _writer?.Dispose();

    /// <summary>
    /// Writes the lines to keep to a new file that replaces the old one, so that nothing is lost if the process ends meanwhile.
    /// </summary>
    private StreamWriter Open(MetricsRow first)
    {
        AtomicFile.WriteText(_path, writer =>
        {
            if (_format.Header(first) is { } header)
                writer.Write(header + "\n");
            if (!File.Exists(_path))
                return;
            // A new training may report other columns, but it replaces only metrics, not another file that the path names by mistake.
            foreach (var row in _format.Read(_path, expected: first.Metrics.MetaStep == 1 ? null : first))
            {
                if (row.Metrics.MetaStep >= first.Metrics.MetaStep)
                    break;
                writer.Write(_format.Line(row) + "\n");
            }
        });
        return new StreamWriter(_path, append: true);
    }
}
