using System;
using System.IO;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Represents a file of an original data set, in an archive or in the folder that it was extracted to.</summary>
/// <param name="Parts">The names of its folders, and its own.</param>
/// <param name="Open">Opens the content, once and only until the next file is read.</param>
internal sealed record SourceFile(string[] Parts, Func<Stream> Open)
{
    public string Name => Parts[^1];

    /// <summary>Copies the file into a folder, which is created if it does not exist.</summary>
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
