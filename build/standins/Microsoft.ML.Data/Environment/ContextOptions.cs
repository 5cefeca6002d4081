using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What a context and all hosts made from it share.</summary>
internal sealed class ContextOptions
{
    private readonly ConcurrentDictionary<string, object?> _options = new ConcurrentDictionary<string, object?>();

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; } = true;

    public string TempFilePath { get; set; } = Path.GetTempPath();

    public void Set<T>(string name, T value) => _options[name] = value;

    public bool TryAdd<T>(string name, T value) => _options.TryAdd(name, value);

    public bool TryGet<T>(string name, [MaybeNullWhen(false)] out T value)
    {
        if (!_options.TryGetValue(name, out var found))
        {
            value = default;
            return false;
        }
        Contracts.Check(found is T || (found == null && default(T) == null), $"The option '{name}' is not a {typeof(T)}.");
        value = (T)found!;
        return true;
    }

    public bool Remove(string name) => _options.TryRemove(name, out _);
}
