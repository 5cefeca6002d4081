using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents an image of an image folder.</summary>
public sealed class ImageRow
{
    /// <summary>
    /// Gets or sets the full path of the file, for <c>LoadPixels</c>, or ML.NET's <c>LoadImages</c> with <c>imageFolder: null</c>.
    /// </summary>
    public string ImagePath { get; set; } = "";

    /// <summary>Gets or sets the class: the names of the file's folders, joined by '/', without that of the split.</summary>
    public string Label { get; set; } = "";

    /// <summary>
    /// Gets or sets the split: "train", "val" or "test" if the first folder has that name or a variant, such as Training or valid;
    /// otherwise empty.
    /// </summary>
    public string Split { get; set; } = "";
}

/// <summary>Specifies what happens to images that cannot be decoded.</summary>
public enum CorruptImages
{
    /// <summary>An exception names them all. The default.</summary>
    Fail,

    /// <summary>They are left out and named in a warning.</summary>
    Skip,
}

/// <summary>Lists a folder of images: <c>class/</c>, <c>alphabet/class/</c> or <c>train|val|test/class/</c>, to any depth.</summary>
internal static class ImageFolder
{
    /// <summary>Gets the names of splits.</summary>
    public static IReadOnlyList<string> Splits { get; } = ["train", "val", "test"];

    /// <summary>Returns the images, in the order of their paths.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="corrupt">What happens to images that cannot be decoded.</param>
    /// <param name="indexFile">The file that lists what was decoded before; null to decode all each time.</param>
    /// <param name="warn">Receives the names of files that are left out.</param>
    public static IReadOnlyList<ImageRow> List(string folder, CorruptImages corrupt, string? indexFile, Action<string> warn)
    {
        Checks.NotEmpty(folder, nameof(folder));
        Checks.Defined(corrupt, nameof(corrupt));
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"image folder '{folder}' does not exist.");
        if (!Directory.EnumerateDirectories(folder).Any())
            throw new InvalidOperationException($"image folder '{folder}' has no sub-folders, but each class needs one with its images.");
        var search = new ImageSearch(folder, needsClasses: true);
        var files = search.Images;
        if (files.Count == 0)
            throw new InvalidOperationException(
                $"the sub-folders of image folder '{folder}' hold no images ({ImageFile.Extensions}); {search.LeftOut}");
        if (search.LeftOut is { } leftOut)
            warn(leftOut);

        var index = ImageIndex.Open(indexFile, warn);
        var problems = new string?[files.Count];
        Parallel.For(0, files.Count, i => problems[i] = index.Holds(files[i]) ? null : ImageFile.Problem(files[i]));
        var sound = files.Where((_, i) => problems[i] is null).ToArray();
        index.Save(sound);
        Report(problems.OfType<string>().ToArray(), corrupt, warn);
        return sound.Select(f => Row(folder, f)).ToArray();
    }

    /// <summary>Returns the images in the order of their paths, without opening them.</summary>
    public static IEnumerable<ImageRow> Rows(string folder) =>
        new ImageSearch(folder, needsClasses: true).Images.Select(f => Row(folder, f));

    private static void Report(string[] problems, CorruptImages corrupt, Action<string> warn)
    {
        if (problems.Length == 0)
            return;
        var message = $"{problems.Length} corrupt images: {string.Join("; ", problems)}.";
        if (corrupt == CorruptImages.Fail)
            throw new InvalidDataException(message);
        warn("skipped " + message);
    }

    private static ImageRow Row(string folder, string file)
    {
        var parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[..^1];
        var split = parts.Length > 1 ? SplitNames.Of(parts[0]) ?? "" : "";
        return new ImageRow { ImagePath = file, Label = string.Join('/', split == "" ? parts : parts[1..]), Split = split };
    }
}
