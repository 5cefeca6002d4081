using System;
using System.IO;

namespace Microsoft.ML.MetaLearning;

/// <summary>Files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes UTF-8 text to a temporary file beside the path and then gives it that name. If writing fails, an old file of that name stays as it was.</summary>
    public static void Write(string path, Action<TextWriter> write)
    {
        var temporary = path + ".tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create))
            {
                using (var writer = new StreamWriter(stream, leaveOpen: true))
                    write(writer);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
