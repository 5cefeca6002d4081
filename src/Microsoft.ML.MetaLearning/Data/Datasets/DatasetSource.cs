using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Reads the files of an archive, .zip or .tar.gz, or of the folder that it was extracted to.</summary>
/// <param name="path">The archive or the folder.</param>
internal sealed class DatasetSource(string path)
{
    // macOS adds such files to archives and folders.
    private const string ResourceFork = "._";

    /// <summary>Finds the archive in a folder, or else the folder that it was extracted to.</summary>
    /// <param name="folder">The folder around either, or the extracted folder itself.</param>
    /// <param name="archive">The name of the archive.</param>
    /// <param name="extracted">The name of the folder that it extracts to.</param>
    /// <exception cref="FileNotFoundException">Neither exists.</exception>
    public static DatasetSource Find(string folder, string archive, string extracted)
    {
        if (Path.Combine(folder, archive) is var file && File.Exists(file))
            return new DatasetSource(file);
        if (Path.Combine(folder, extracted) is var inner && Directory.Exists(inner))
            return new DatasetSource(inner);
        if (Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) == extracted)
            return new DatasetSource(folder);
        throw new FileNotFoundException($"'{folder}' has neither the file '{archive}' nor the folder '{extracted}'.");
    }

    /// <summary>Reads the files one after another.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged or cut off.</exception>
    public void ForEach(Action<SourceFile> read, CancellationToken cancellationToken)
    {
        var isZip = Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase);
        try
        {
            foreach (var file in Directory.Exists(path) ? InFolder(path) : isZip ? InZip(path) : InTar(path))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!file.Name.StartsWith(ResourceFork, StringComparison.Ordinal))
                    read(file);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{path}' cannot be read to its end; it may be damaged or cut off. {e.Message}", e);
        }
    }

    private static IEnumerable<SourceFile> InFolder(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        select new SourceFile(Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar), () => File.OpenRead(file));

    private static IEnumerable<SourceFile> InZip(string archive)
    {
        using var zip = ZipFile.OpenRead(archive);
        foreach (var entry in zip.Entries.Where(e => e.Name != ""))
            yield return new SourceFile(entry.FullName.Split('/'), entry.Open);
    }

    private static IEnumerable<SourceFile> InTar(string archive)
    {
        using var compressed = File.OpenRead(archive);
        using var tar = new TarReader(new GZipStream(compressed, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                yield return new SourceFile(entry.Name.Split('/'), () => entry.DataStream ?? Stream.Null);
    }
}
