using System;
using System.Diagnostics;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>A sample or another program in a process of its own.</summary>
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
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, sample + ".dll"), .. arguments]);
        if (culture is not null)
            start.Environment["LC_ALL"] = $"{culture}.UTF-8";
        return Run(start);
    }

    /// <summary>Runs a program in a folder, and fails the test if the program fails.</summary>
    public static SampleProcess RunIn(string folder, string program, params string[] arguments)
    {
        var result = TryIn(folder, program, arguments);
        Assert.AreEqual(0, result.ExitCode, $"{program} {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
        return result;
    }

    /// <summary>Runs a program in a folder.</summary>
    public static SampleProcess TryIn(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        // MSBuild would stay behind and hold on to what it has compiled.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return Run(start);
    }

    private static SampleProcess Run(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new SampleProcess(process.ExitCode, output, error.Result);
    }
}
