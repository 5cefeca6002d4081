using System;
using System.Reflection;
using TorchSharp;

namespace Microsoft.ML.MetaLearning.Evaluation;

/// <summary>The versions that a result was found with, for readers of its file.</summary>
internal sealed record RuntimeVersions(string MetaLearning, string MLNet, string TorchSharp, string Libtorch)
{
    public static RuntimeVersions Current { get; } = new(
        Of(typeof(RuntimeVersions)), Of(typeof(MLContext)), Of(typeof(torch)), torch.__version__);

    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? $"{type.Assembly.GetName().Version}";
}
