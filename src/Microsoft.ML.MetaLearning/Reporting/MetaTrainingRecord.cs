using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using Microsoft.ML.MetaLearning.Reporting;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// What meta-training reported, step by step: kept in memory as it comes, or read back from a file of <see cref="MetricsFile"/>.
/// </summary>
public sealed class MetaTrainingRecord : IProgress<MetaTrainingMetrics>, IReadOnlyList<MetaTrainingMetrics>
{
    private readonly List<MetaTrainingMetrics> _metrics = [];

    /// <summary>The number of meta-steps in the record.</summary>
    public int Count => _metrics.Count;

    /// <summary>The metrics at a position, in the order in which they came.</summary>
    public MetaTrainingMetrics this[int index] => _metrics[index];

    /// <summary>
    /// Reads a file that <see cref="MetricsFile"/> wrote. A last line that was cut short, as by a killed process, is left out.
    /// </summary>
    /// <param name="path">The file, ending in .csv or .jsonl.</param>
    /// <exception cref="ArgumentException">The path has another extension.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is not one of such a file.</exception>
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
