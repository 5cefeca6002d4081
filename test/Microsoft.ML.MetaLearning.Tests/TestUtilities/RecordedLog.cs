using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>What a context logged since the start of the recording.</summary>
internal sealed class RecordedLog
{
    private readonly ConcurrentQueue<LoggingEventArgs> _events = new();

    public RecordedLog(MLContext mlContext) => mlContext.Log += (_, e) => _events.Enqueue(e);

    public IReadOnlyList<string> Messages => _events.Select(e => e.RawMessage).ToArray();

    public IReadOnlyList<string> Warnings => _events.Where(e => e.Kind == ChannelMessageKind.Warning).Select(e => e.RawMessage).ToArray();
}
