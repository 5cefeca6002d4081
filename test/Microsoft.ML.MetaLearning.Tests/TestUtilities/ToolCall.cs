using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using MetaLearn;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>A call of the tool in this process.</summary>
/// <param name="Code">What it ended with.</param>
/// <param name="Output">What it wrote to the standard output.</param>
/// <param name="Error">What it wrote to the standard error.</param>
internal sealed record ToolCall(ExitCode Code, string Output, string Error)
{
    /// <summary>The output as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static ToolCall Run(params string[] arguments) => Run(arguments, input: "", cancelAt: null);

    /// <param name="arguments">The arguments.</param>
    /// <param name="input">The standard input.</param>
    /// <param name="cancelAt">Cancels as soon as this is written to the error output.</param>
    public static ToolCall Run(string[] arguments, string input, string? cancelAt)
    {
        using var cancellation = new CancellationTokenSource();
        var (output, error) = (new StringWriter(), new WatchedWriter(cancelAt, cancellation));
        var code = Tool.Run(new Session(new StringReader(input), output, error, cancellation.Token) { Arguments = arguments });
        return new ToolCall(code, output.ToString(), error.ToString());
    }

    private sealed class WatchedWriter(string? cancelAt, CancellationTokenSource cancellation) : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (cancelAt is not null && value!.Contains(cancelAt, StringComparison.Ordinal))
                cancellation.Cancel();
        }
    }
}
