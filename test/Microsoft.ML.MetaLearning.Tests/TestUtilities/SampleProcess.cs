using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Runs a sample in a process of its own.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it wrote to the standard output.</param>
/// <param name="Error">What it wrote to the standard error.</param>
internal sealed record SampleProcess(int ExitCode, string Output, string Error)
{
    /// <param name="sample">The sample's assembly.</param>
    /// <param name="culture">The culture of the new process, for instance "de_DE".</param>
    /// <param name="arguments">Its arguments.</param>
    public static SampleProcess Run(string sample, string? culture, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (IEnumerable<string>)[Path.Combine(AppContext.BaseDirectory, sample + ".dll"), .. arguments])
            start.ArgumentList.Add(argument);
        if (culture is not null)
            start.Environment["LC_ALL"] = $"{culture}.UTF-8";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new SampleProcess(process.ExitCode, output, error.Result);
    }
}
