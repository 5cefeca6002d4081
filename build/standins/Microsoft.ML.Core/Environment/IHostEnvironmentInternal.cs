using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

internal interface IHostEnvironmentInternal : IHostEnvironment
{
    int? Seed { get; }

    int? GpuDeviceId { get; set; }

    bool FallbackToCpu { get; set; }

    string TempFilePath { get; set; }

    void SetOption<T>(string name, T value);

    bool TryAddOption<T>(string name, T value);

    T GetOptionOrDefault<T>(string name);

    bool TryGetOption<T>(string name, [MaybeNullWhen(false)] out T value);

    bool RemoveOption(string name);
}
