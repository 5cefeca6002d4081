using System;
using System.IO;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>A file of an original data set, in an archive or in the folder it was extracted to.</summary>
/// <param name="Parts">The names of the folders it is in, and its own.</param>
/// <param name="Open">Opens its content, once and only until the next file is read.</param>
internal sealed record SourceFile(string[] Parts, Func<Stream> Open)
{
    public string Name => Parts[^1];

    /// <summary>Copies it into a folder, which is made if it is not there.</summary>
    public void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        using var content = Open();
        using var file = File.Create(Path.Combine(folder, FolderName.Safe(Name)));
        content.CopyTo(file);
    }

    public byte[] ReadAllBytes()
    {
        using var content = Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
