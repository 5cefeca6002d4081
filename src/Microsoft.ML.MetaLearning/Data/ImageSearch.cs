using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Finds the images below a folder, and lists what is left out. Hidden folders are not entered, and no folder is entered twice, whatever
/// links there are. The tool compiles this file, too.
/// </summary>
internal sealed class ImageSearch
{
    // Hidden on the systems that make them, but not on those that they are copied to.
    private static readonly string[] s_systemNames =
    [
        "@eaDir", "@Recycle", "#recycle", "__MACOSX", "$RECYCLE.BIN", "System Volume Information", "lost+found", "Thumbs.db", "desktop.ini",
    ];

    private readonly string _folder;
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);
    private readonly Queue<DirectoryInfo> _links = new();
    private readonly List<string> _images = [], _loose = [], _others = [], _empty = [], _hidden = [], _repeated = [];

    /// <param name="folder">The folder.</param>
    /// <param name="needsClasses">Whether only images in sub-folders count.</param>
    public ImageSearch(string folder, bool needsClasses)
    {
        _folder = Path.GetFullPath(folder);
        var real = RealPath(folder);
        // A link to a folder around this one would lead back into it.
        for (var around = Path.GetDirectoryName(real); around is not null; around = Path.GetDirectoryName(around))
            _entered.Add(around);
        Enter(new DirectoryInfo(_folder), real, isClass: !needsClasses);
        while (_links.TryDequeue(out var link))
            Enter(link, RealPath(link.FullName), isClass: true);
        _images.Sort(StringComparer.Ordinal);
    }

    /// <summary>Gets the full paths of the images, in order.</summary>
    public IReadOnlyList<string> Images => _images;

    /// <summary>Gets what is left out, as a sentence; null if nothing is.</summary>
    public string? LeftOut =>
        Parts().ToArray() is { Length: > 0 } parts ? $"left out of '{_folder}' are {string.Join("; ", parts)}." : null;

    /// <summary>
    /// Reads a folder and its sub-folders. Links come later, so that a class has the name of its own folder rather than that of a link.
    /// </summary>
    private void Enter(DirectoryInfo folder, string real, bool isClass)
    {
        if (!_entered.Add(real))
        {
            _repeated.Add(folder.FullName);
            return;
        }
        var entries = folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal).ToLookup(IsHidden);
        _hidden.AddRange(entries[true].OfType<DirectoryInfo>().Select(hidden => hidden.FullName));
        foreach (var child in entries[false].OfType<DirectoryInfo>())
            if (child.LinkTarget is null)
                Enter(child, Path.Combine(real, child.Name), isClass: true);
            else
                _links.Enqueue(child);
        var files = entries[false].OfType<FileInfo>().Select(file => file.FullName).ToLookup(ImageFile.IsImage);
        (isClass ? _images : _loose).AddRange(files[true]);
        // Files beside the classes are often about them: a table or a license.
        if (!isClass)
            return;
        _others.AddRange(files[false].Select(file => Path.GetExtension(file).ToLowerInvariant()));
        if (!entries[false].Any(entry => entry is DirectoryInfo || ImageFile.IsImage(entry.Name)))
            _empty.Add(folder.FullName);
    }

    private IEnumerable<string> Parts()
    {
        var counts = _others.CountBy(e => e).OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => $"{e.Value} {(e.Key == "" ? "without extension" : e.Key)}");
        if (_others.Count > 0)
            yield return $"files that are no images by their names: {string.Join(", ", counts)} (images are {ImageFile.Extensions})";
        (string, List<string>)[] folders =
        [
            ("images outside any class folder", _loose),
            ("folders without images", _empty),
            ("hidden folders", _hidden),
            ("folders that a link leads to again", _repeated),
        ];
        foreach (var (what, paths) in folders)
            if (paths.Count > 0)
                yield return $"{what}: {ImageFile.Some(paths.Select(path => Path.GetRelativePath(_folder, path)).ToArray())}";
    }

    private static bool IsHidden(FileSystemInfo entry) =>
        (entry.Attributes & (FileAttributes.Hidden | FileAttributes.System)) != 0
        || s_systemNames.Contains(entry.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the path with all links resolved.</summary>
    private static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;
        var real = Path.Combine(RealPath(parent), Path.GetFileName(full));
        return Directory.ResolveLinkTarget(real, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : real;
    }
}
