using System;
using System.IO;
using System.IO.Compression;
using System.Linq;

namespace PhotoFewShot;

/// <summary>Pictures for who has no photos at hand: icons by many hands, of the test classes of the data set "icons".</summary>
internal static class Icons
{
    private const string Archive = "icons-development.zip";

    /// <summary>Unpacks some classes into a folder.</summary>
    /// <exception cref="FileNotFoundException">The data is not at hand.</exception>
    public static string Unpack(string folder, int classes)
    {
        var candidates = new[] { Environment.GetEnvironmentVariable("METALEARNING_DATA"), "../shared/data" };
        var file = candidates.OfType<string>().Select(data => Path.Combine(data, "icons", Archive)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
            "name a folder with a folder of photos for each class; the icons that take their place are not at hand: " +
            $"{Archive} in a folder 'icons' of the folder that METALEARNING_DATA names.");
        using var archive = ZipFile.OpenRead(file);
        var chosen = archive.Entries.Where(entry => entry.FullName.Contains("/test/", StringComparison.Ordinal) && entry.Name.Length > 0)
            .GroupBy(entry => entry.FullName.Split('/')[^2]).OrderBy(c => c.Key, StringComparer.Ordinal).Take(classes);
        foreach (var entry in chosen.SelectMany(c => c))
        {
            var target = Path.Combine(folder, entry.FullName.Split('/')[^2], entry.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            entry.ExtractToFile(target, overwrite: true);
        }
        return folder;
    }
}
