using System;
using System.IO;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Reporting;

namespace Microsoft.ML.MetaLearning;

/// <summary>Writes what meta-training reports to a file, one line a meta-step: CSV with a header, or JSON lines.</summary>
/// <remarks>
/// Each line is handed to the operating system at once. If a resumed training reports to the file of the run it continues, lines from its
/// first step on are cut off, so that each step stands there once; a training from step 1 thus begins the file anew. Numbers are written so
/// that they are read back exactly, in the invariant culture.
/// </remarks>
public sealed class MetricsFile : IProgress<MetaTrainingMetrics>, IDisposable
{
    private readonly string _path;
    private readonly MetricsFormat _format;
    private StreamWriter? _writer;

    /// <summary>Creates the writer; the file is not touched before the first report.</summary>
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
    /// There is another kind of file already, or a resumed training reports other columns than the file has.
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
    /// Writes what is to be kept to a new file that takes the old one's place, so that nothing is lost if the process ends meanwhile.
    /// </summary>
    private StreamWriter Open(MetricsRow first)
    {
        AtomicFile.WriteText(_path, writer =>
        {
            if (_format.Header(first) is { } header)
                writer.Write(header + "\n");
            if (!File.Exists(_path))
                return;
            // A new training may report other columns, but takes the place of metrics alone, not of another file that the path names by
            // mistake.
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
