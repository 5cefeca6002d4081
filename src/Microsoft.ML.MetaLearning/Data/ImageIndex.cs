using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Remembers the images of a folder that were decoded without fault, so that listing a large folder again costs no decoding. An entry holds
/// as long as the file keeps its length and the time of its last change.
/// </summary>
/// <param name="file">The file of the index; null for none.</param>
/// <param name="sound">The entries.</param>
internal sealed class ImageIndex(string? file, HashSet<string> sound)
{
    private const string Header = "image index 2";

    /// <summary>Opens an index.</summary>
    /// <param name="file">The file of the index; null for none.</param>
    /// <param name="warn">Receives a warning if the file is not an index; it is then replaced.</param>
    public static ImageIndex Open(string? file, Action<string> warn)
    {
        if (file is null || !File.Exists(file))
            return new ImageIndex(file, []);
        var lines = File.ReadAllLines(file);
        if (lines.FirstOrDefault() == Header)
            return new ImageIndex(file, lines.Skip(1).ToHashSet(StringComparer.Ordinal));
        warn($"'{file}' is not an image index; it is made anew.");
        return new ImageIndex(file, []);
    }

    /// <summary>Returns whether the file was sound when it was last looked at, and has not changed since.</summary>
    public bool Holds(string path) => sound.Count > 0 && sound.Contains(Entry(path));

    /// <summary>Replaces the entries by those of the files that are sound now.</summary>
    public void Save(IReadOnlyCollection<string> paths)
    {
        if (file is null)
            return;
        var entries = paths.Select(Entry).ToArray();
        if (sound.SetEquals(entries))
            return;
        AtomicFile.WriteText(file, writer =>
        {
            writer.WriteLine(Header);
            foreach (var entry in entries)
                writer.WriteLine(entry);
        });
    }

    // *** Format ***
    // A line: length in bytes, tab, ticks of the last change in universal time, tab, full path
    private static string Entry(string path)
    {
        var info = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length}\t{info.LastWriteTimeUtc.Ticks}\t{info.FullName}");
    }
}
