using System;
using System.IO;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Fills folders that are either complete or absent: under another name first, then renamed.</summary>
internal static class AtomicFolder
{
    /// <summary>
    /// Fills a folder that does not exist or is empty. Of several processes that do so at once, the first to finish wins, and the others
    /// find its folder.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="fill">Fills a given folder, which is then renamed to <paramref name="path"/>, or removed on failure.</param>
    public static void Write(string path, Action<string> fill)
    {
        if (IsComplete(path))
            return;
        var unfinished = $"{Path.TrimEndingDirectorySeparator(path)}.{Guid.NewGuid():N}{AtomicFile.Unfinished}";
        Directory.CreateDirectory(unfinished);
        try
        {
            fill(unfinished);
            Rename(unfinished, path);
        }
        finally
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
        }
    }

    private static void Rename(string unfinished, string path)
    {
        try
        {
            // A folder cannot take the place of another, not even of an empty one.
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: false);
            Directory.Move(unfinished, path);
        }
        catch (IOException) when (IsComplete(path))
        {
        }
    }

    private static bool IsComplete(string path) => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
}
