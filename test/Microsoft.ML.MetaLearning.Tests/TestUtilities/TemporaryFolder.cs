using System;
using System.IO;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>A folder for one test, which disappears with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("metalearning-").FullName;

    /// <summary>The full path of a file in it; the folders between are made.</summary>
    public string File(params string[] parts)
    {
        var file = System.IO.Path.Combine([Path, .. parts]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
