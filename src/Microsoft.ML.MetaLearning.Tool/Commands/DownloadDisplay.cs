using System;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Commands;

/// <summary>A line every few seconds while files come.</summary>
internal sealed class DownloadDisplay(Session session) : IProgress<DownloadProgress>
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next;

    public void Report(DownloadProgress value)
    {
        if (_watch.Elapsed < _next && value.Bytes != value.TotalBytes)
            return;
        _next = _watch.Elapsed + s_interval;
        session.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{value.File}: {Megabytes(value.Bytes):F1}{(value.TotalBytes is { } total ? $" of {Megabytes(total):F1}" : "")} MB"));
    }

    private static double Megabytes(long bytes) => bytes / 1e6;
}
