using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// The images of a folder that were decoded once without fault. An entry holds as long as the file has the length and the time of its last
/// change that it had then, so that listing a large folder again costs no decoding.
/// </summary>
internal sealed class ImageIndex
{
    private const string Header = "image index 2";
    private readonly string? _file;
    private readonly HashSet<string> _sound;

    private ImageIndex(string? file, HashSet<string> sound)
    {
        _file = file;
        _sound = sound;
    }

    /// <param name="file">Where the index is kept; null for none.</param>
    /// <param name="warn">Told of an index that cannot be read, which is then made anew.</param>
    public static ImageIndex Open(string? file, Action<string> warn)
    {
        if (file is null || !File.Exists(file))
            return new ImageIndex(file, []);
        var lines = File.ReadAllLines(file);
        if (lines.FirstOrDefault() == Header)
            return new ImageIndex(file, lines.Skip(1).ToHashSet(StringComparer.Ordinal));
        warn($"'{file}' is no image index; it is made anew.");
        return new ImageIndex(file, []);
    }

    /// <summary>Whether the file was sound when it was last looked at, and has not changed since.</summary>
    public bool Holds(string path) => _sound.Count > 0 && _sound.Contains(Entry(path));

    /// <summary>Keeps the files that are sound now, instead of those before.</summary>
    public void Save(IReadOnlyCollection<string> paths)
    {
        if (_file is null)
            return;
        var entries = paths.Select(Entry).ToArray();
        if (_sound.SetEquals(entries))
            return;
        AtomicFile.WriteText(_file, writer =>
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
        var file = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Length}\t{file.LastWriteTimeUtc.Ticks}\t{file.FullName}");
    }
}
