using System;
using System.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths)
    {
        _paths = paths ?? throw new ArgumentNullException(nameof(paths));
        foreach (string path in _paths)
            Contracts.CheckNonWhiteSpace(path, nameof(paths));
    }

    public int Count => _paths.Length;

    public string? GetPathOrNull(int index)
    {
        Contracts.CheckParam(index >= 0 && index < Count, nameof(index));
        return _paths[index];
    }

    public Stream Open(int index) => File.OpenRead(GetPathOrNull(index)!);

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
