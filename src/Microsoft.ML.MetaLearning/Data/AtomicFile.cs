using System;
using System.IO;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Writes files that are either whole or absent: under another name first, flushed to the disk, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>The ending of a file's name while the file is written.</summary>
    public const string Unfinished = ".unfinished";

    /// <summary>Writes text in UTF-8.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void WriteText(string path, Action<TextWriter> content) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        content(writer);
    });

    /// <exception cref="IOException">The file cannot be written. Nothing is left of it, and an older file stays as it was.</exception>
    public static void Write(string path, Action<Stream> content) => Write(path, path + Unfinished, content);

    /// <summary>Writes a file that other threads and processes may be writing, too: the last one wins.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})" path="/exception"/>
    public static void WriteShared(string path, Action<Stream> content) =>
        Write(path, $"{path}.{Guid.NewGuid():N}{Unfinished}", content);

    private static void Write(string path, string unfinished, Action<Stream> content)
    {
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                content(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
