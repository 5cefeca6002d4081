using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Spectre.Console;

namespace MetaLearn;

/// <summary>What one call of the tool talks to: results go to the output, everything else to the error output.</summary>
/// <param name="In">The standard input.</param>
/// <param name="Out">For results.</param>
/// <param name="Error">For messages and progress.</param>
/// <param name="Cancellation">Set by Ctrl+C.</param>
internal sealed record Session(TextReader In, TextWriter Out, TextWriter Error, CancellationToken Cancellation)
{
    private readonly HashSet<string> _warnings = [];

    /// <summary>The arguments of the call.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Whether results are for a person at a terminal: in colour.</summary>
    public bool ColorsOut { get; init; }

    /// <summary>Whether messages are for a person at a terminal: in colour, with a live bar.</summary>
    public bool ColorsError { get; init; }

    /// <summary>Whether the result is one JSON document.</summary>
    public bool Json { get; set; }

    /// <summary>Whether the log of ML.NET and the traces of errors are shown.</summary>
    public bool Verbose { get; set; }

    /// <summary>The error output, for live progress.</summary>
    public IAnsiConsole Messages => CreateConsole(Error, ColorsError);

    public string CommandLine => $"metalearn {string.Join(' ', Arguments)}";

    /// <summary>Writes the result: the document, or for people what is drawn.</summary>
    public void Print(JsonNode document, Action<IAnsiConsole> draw)
    {
        if (Json)
            Out.WriteLine(JsonText.Write(document));
        else
            draw(CreateConsole(Out, ColorsOut));
        Out.Flush();
    }

    public void Say(string message) => Error.WriteLine(message);

    /// <summary>A context whose warnings are messages of the tool, each once, though the rows are looked at by several steps.</summary>
    public MLContext CreateContext(int? seed = null, int? gpu = null)
    {
        var mlContext = new MLContext(seed) { GpuDeviceId = gpu };
        mlContext.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning)
                Warn(e.RawMessage);
            else if (Verbose && e.Kind == ChannelMessageKind.Info)
                Say(e.RawMessage);
        };
        return mlContext;
    }

    private void Warn(string message)
    {
        lock (_warnings)
            if (!_warnings.Add(message))
                return;
        Say($"warning: {message}");
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool colors)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = colors ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = colors ? InteractionSupport.Detect : InteractionSupport.No,
        });
        // Nothing is wrapped for a program that reads it.
        if (!colors)
            console.Profile.Width = 1_000_000;
        return console;
    }
}
