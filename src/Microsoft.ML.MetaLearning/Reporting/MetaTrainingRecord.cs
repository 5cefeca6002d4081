using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.Reporting;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents the metrics of meta-training, step by step: as reported, or read from a file of <see cref="MetricsFile"/>.</summary>
public sealed class MetaTrainingRecord : IProgress<MetaTrainingMetrics>, IReadOnlyList<MetaTrainingMetrics>
{
    private readonly List<MetaTrainingMetrics> _metrics = [];

    /// <summary>Gets the number of meta-steps in the record.</summary>
    public int Count => _metrics.Count;

    /// <summary>Gets the metrics at a position, in the order of reports.</summary>
    public MetaTrainingMetrics this[int index] => _metrics[index];

    /// <summary>
    /// Reads a file that <see cref="MetricsFile"/> wrote. A last line that is cut off, by a killed process for instance, is left out.
    /// </summary>
    /// <param name="path">The file, ending in .csv or .jsonl.</param>
    /// <exception cref="ArgumentException">The path has another extension.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">A line is damaged or of another kind of file.</exception>
    public static MetaTrainingRecord Load(string path)
    {
        var record = new MetaTrainingRecord();
        foreach (var row in MetricsFormat.Of(path).Read(path))
            record._metrics.Add(row.Metrics);
        return record;
    }

    /// <inheritdoc/>
    public void Report(MetaTrainingMetrics value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _metrics.Add(value with { View = null });
    }

    /// <inheritdoc/>
    public IEnumerator<MetaTrainingMetrics> GetEnumerator() => _metrics.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
