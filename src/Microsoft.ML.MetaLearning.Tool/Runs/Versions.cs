using System;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using TorchSharp;

namespace MetaLearn.Runs;

/// <summary>What a result depends on beside its configuration and data.</summary>
internal sealed record Versions(
    string Tool,
    string MetaLearning,
    string MLNet,
    string TorchSharp,
    string Libtorch,
    string DotNet,
    string System,
    string Architecture,
    int Processors)
{
    public static Versions Current { get; } = new(
        Of(typeof(Versions)),
        Of(typeof(MetaLearningCatalog)),
        Of(typeof(MLContext)),
        Of(typeof(torch)),
        torch.__version__,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        $"{RuntimeInformation.ProcessArchitecture}",
        Environment.ProcessorCount);

    /// <summary>For people: the packages and what they run on, one a line.</summary>
    public override string ToString() => string.Join(Environment.NewLine,
        $"metalearn {Tool}",
        $"Microsoft.ML.MetaLearning {MetaLearning}",
        $"ML.NET {MLNet}",
        $"TorchSharp {TorchSharp}",
        $"libtorch {Libtorch}",
        $"{DotNet} on {System}, {Architecture}");

    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? $"{type.Assembly.GetName().Version}";
}
