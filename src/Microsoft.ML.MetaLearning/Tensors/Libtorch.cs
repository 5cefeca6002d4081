using System;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>The native library behind TorchSharp.</summary>
internal static class Libtorch
{
    private static readonly Lazy<(string Reason, Exception Error)?> s_failure = new(Load);

    /// <summary>
    /// Loads the library. Where TorchSharp alone throws a chain of failed type initializers, the exception says what the application lacks.
    /// </summary>
    /// <exception cref="NotSupportedException">The library cannot be loaded.</exception>
    public static void Require()
    {
        if (s_failure.Value is var (reason, error))
            throw new NotSupportedException(Explain(reason), error);
    }

    /// <param name="reason">What the system's loader said.</param>
    internal static string Explain(string reason)
    {
        const string Name = "TorchSharp's native library cannot be loaded";
        if (reason.Contains("GLIBCXX_", StringComparison.Ordinal))
            return $"{Name}: it asks for a newer C++ library than this system has. " +
                "Build the application with the property LoosenTorchSharp set to 'always', " +
                "or run it on a system whose C++ library is of GCC 13 or later.";
        if (reason.Contains("undefined symbol", StringComparison.Ordinal))
            return $"{Name}: the libtorch of this application is of another version than TorchSharp needs. " +
                "Reference version 2.10.0 of the libtorch package.";
        return $"{Name}: this application has no libtorch for the system it runs on. Add the package libtorch-cpu-linux-x64, " +
            "libtorch-cpu-win-x64 or libtorch-cpu-osx-arm64, version 2.10.0, to the application's project.";
    }

    private static (string, Exception)? Load()
    {
        // TorchSharp loads the same two, but hides the loader's words. It may find them where this does not: in a notebook's package cache.
        var reason = WhyNot("torch_cpu") ?? WhyNot("LibTorchSharp");
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (Exception e)
            when (e is TypeInitializationException or NotSupportedException or DllNotFoundException or EntryPointNotFoundException)
        {
            return (reason ?? e.Message, e);
        }
    }

    private static string? WhyNot(string library)
    {
        try
        {
            NativeLibrary.Load(library, typeof(torch).Assembly, searchPath: null);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return e.Message;
        }
    }
}
