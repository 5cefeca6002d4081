using System;
using System.IO;
using System.Text;

namespace MetaLearn.Runs;

/// <summary>Writes files so that one that is there is whole: under another name first, flushed to the disk, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>The name of a file until it is whole.</summary>
    public static string Unfinished(string file) => $"{file}.tmp";

    public static void Write(string file, Action<Stream> write)
    {
        var temporary = Unfinished(file);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public static void WriteText(string file, string text) => Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
