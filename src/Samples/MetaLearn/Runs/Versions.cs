using System;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using TorchSharp;

namespace MetaLearn.Runs;

/// <summary>What a result depends on beside its configuration and data.</summary>
internal sealed record Versions(string Tool, string MetaLearning, string MLNet, string TorchSharp, string DotNet, string System, string Architecture, int Processors)
{
    public static Versions Current { get; } = new(
        Of(typeof(Versions)),
        Of(typeof(MetaLearningCatalog)),
        Of(typeof(MLContext)),
        Of(typeof(torch)),
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        $"{RuntimeInformation.ProcessArchitecture}",
        Environment.ProcessorCount);

    private static string Of(Type type) => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{type.Assembly.GetName().Version}";
}
