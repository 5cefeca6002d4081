using System;
using System.Collections.Generic;
using System.Linq;

namespace MetaLearn.Runs;

/// <summary>How a run, or a call of it, stands.</summary>
internal enum RunStatus
{
    /// <summary>It goes on, or its process was killed.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Completed,

    /// <summary>It was cancelled; what was learned is saved.</summary>
    Cancelled,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>What a run was: <c>run.json</c>.</summary>
/// <param name="Seed">The seed of the training.</param>
/// <param name="Data">The data.</param>
/// <param name="Calls">The calls of the tool that worked on it: the first trained, the others resumed.</param>
internal sealed record RunRecord(int Seed, DataRecord Data, IReadOnlyList<CallRecord> Calls)
{
    public RunStatus Status => Calls[^1].Status;

    /// <summary>The record with its last call changed.</summary>
    public RunRecord WithLast(Func<CallRecord, CallRecord> change) => this with { Calls = [.. Calls.SkipLast(1), change(Calls[^1])] };
}

/// <summary>The data of a run.</summary>
/// <param name="Hash">The SHA-256 of labels and contents.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="TrainClasses">The classes to train on.</param>
/// <param name="ValidationClasses">The classes to choose the best model by.</param>
/// <param name="TestClasses">The classes to judge by.</param>
internal sealed record DataRecord(
    string Hash, int Rows, IReadOnlyList<string> TrainClasses, IReadOnlyList<string> ValidationClasses, IReadOnlyList<string> TestClasses)
{
    /// <summary>
    /// Of some classes those that the model was chosen by, which it must not be judged by: a few for a message, or null for none.
    /// </summary>
    public string? Leaked(IEnumerable<string> classes) =>
        TrainClasses.Concat(ValidationClasses).Intersect(classes).Take(5).ToArray() is { Length: > 0 } shared
            ? string.Join(", ", shared)
            : null;
}

/// <summary>A call of the tool.</summary>
/// <param name="CommandLine">What was typed.</param>
/// <param name="Started">When it began.</param>
/// <param name="Versions">What it ran on.</param>
internal sealed record CallRecord(string CommandLine, DateTimeOffset Started, Versions Versions)
{
    public DateTimeOffset? Finished { get; init; }

    public RunStatus Status { get; init; }

    /// <summary>The meta-steps that the training had taken at its end.</summary>
    public int? MetaSteps { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }
}
