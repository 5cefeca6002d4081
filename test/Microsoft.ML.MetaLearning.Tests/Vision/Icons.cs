using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Vision;

/// <summary>Real pictures: icons of desktop themes, which lie beside the repository.</summary>
internal static class Icons
{
    /// <summary>Unpacks icons as class/theme.png; the test is inconclusive where the data is not at hand.</summary>
    public static string Unpack(TemporaryFolder folder, string part, int classes, int icons)
    {
        var candidates = new[]
        {
            Environment.GetEnvironmentVariable("METALEARNING_DATA"), Path.Combine(Repository.Root, "..", "shared", "data")
        };
        var zip = candidates.OfType<string>().Select(data => Path.Combine(data, "icons", "icons-development.zip"))
            .FirstOrDefault(File.Exists);
        if (zip is null)
            Assert.Inconclusive("The icons are not at hand: name the folder around 'icons' in METALEARNING_DATA.");
        using var archive = ZipFile.OpenRead(zip);
        var chosen = archive.Entries.Where(e => e.Name.EndsWith(".png", StringComparison.Ordinal))
            .Where(e => e.FullName.Split('/') is [.., var of, _, _] && of == part)
            .GroupBy(e => e.FullName.Split('/')[^2]).OrderBy(g => g.Key, StringComparer.Ordinal).Take(classes)
            .SelectMany(icon => icon.OrderBy(e => e.Name, StringComparer.Ordinal).Take(icons));
        foreach (var entry in chosen)
            entry.ExtractToFile(folder.File([part, .. entry.FullName.Split('/')[^2..]]));
        return Path.Combine(folder.Path, part);
    }
}
