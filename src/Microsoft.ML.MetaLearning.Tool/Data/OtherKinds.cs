using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>Recognizes what is no folder of images, and says which kind of data it is.</summary>
internal static class OtherKinds
{
    private static readonly string[] s_archives = [".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"];

    /// <exception cref="DataException">The path is of an archive or another file, or of a folder with nothing but archives.</exception>
    public static void RequireFolder(string path)
    {
        if (Message(path) is { } message)
            throw new DataException(message);
    }

    private static string? Message(string path)
    {
        const string Folder = "a folder of images has a folder for each class";
        if (File.Exists(path))
            return Path.GetDirectoryName(path) is { } around && DataSetOf([path]) is { } known ? Published(path, known, around)
                : IsArchive(path) ? $"'{path}' is an archive, but {Folder}: extract it, and name the folder that comes out."
                : $"'{path}' is a file, but {Folder}; of kind 'table' or 'text' are files with the extension .csv or .tsv.";
        if (!Directory.Exists(path) || Directory.EnumerateDirectories(path).Any())
            return null;
        var archives = Directory.GetFiles(path).Where(IsArchive).ToArray();
        if (archives.Length == 0)
            return null;
        return DataSetOf(archives) is { } dataSet ? Published(path, dataSet, path)
            : $"folder '{path}' holds archives ({string.Join(", ", archives.Take(10).Select(Path.GetFileName))}), but {Folder}: extract " +
                "them.";
    }

    private static bool IsArchive(string file) => s_archives.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static FewShotDataset? DataSetOf(IEnumerable<string> files)
    {
        var names = files.Select(file => Path.GetFileName(file)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return FewShotDataset.All.FirstOrDefault(dataSet => dataSet.Files.Any(file => names.Contains(file.Name)));
    }

    private static string Published(string path, FewShotDataset dataSet, string folder) =>
        $"'{path}' has original files of the published data set '{dataSet.Name}', which is data of kind 'dataset': write " +
        $"\"data\": {{ \"kind\": \"dataset\", \"name\": \"{dataSet.Name}\", \"folder\": " +
        $"{JsonSerializer.Serialize(folder, JsonText.Options)} }} in a configuration, " +
        $"or make a folder of images of it with: metalearn data convert {dataSet.Name} --from {folder} --output images";
}
