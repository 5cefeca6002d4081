using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace MetaLearn;

internal static class Program
{
    /// <summary>Ctrl+C asks to stop and save; the second one ends the process at once.</summary>
    private static int Main(string[] args)
    {
        using var cancellation = new CancellationTokenSource();
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        var colors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return (int)Tool.Run(new Session(Console.In, Console.Out, Console.Error, cancellation.Token)
        {
            Arguments = args,
            ColorsOut = colors && !Console.IsOutputRedirected,
            ColorsError = colors && !Console.IsErrorRedirected,
        });
    }
}
