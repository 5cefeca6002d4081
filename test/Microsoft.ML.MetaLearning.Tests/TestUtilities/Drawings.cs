using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Folders of drawings: real ones of Omniglot, and made-up ones.</summary>
internal static class Drawings
{
    /// <summary>
    /// Unpacks drawings of Omniglot as alphabet/character/drawing.png; the test is inconclusive where the data is not at hand.
    /// </summary>
    public static string Omniglot(TemporaryFolder folder, string alphabet, int characters, int drawings)
    {
        var candidates = new[]
        {
            Environment.GetEnvironmentVariable("METALEARNING_DATA"), Path.Combine(Repository.Root, "..", "shared", "data")
        };
        var zip = candidates.OfType<string>().Select(data => Path.Combine(
            data, "omniglot", "images_background_small2.zip")).FirstOrDefault(File.Exists);
        if (zip is null)
            Assert.Inconclusive("Omniglot is not at hand: name the folder around 'omniglot' in METALEARNING_DATA.");
        using var archive = ZipFile.OpenRead(zip);
        var chosen = archive.Entries.Where(e => e.Name.EndsWith(".png", StringComparison.Ordinal) && e.FullName.Split('/')[^3] == alphabet)
            .GroupBy(e => e.FullName.Split('/')[^2]).Take(characters).SelectMany(character => character.Take(drawings));
        foreach (var entry in chosen)
            entry.ExtractToFile(folder.File(["omniglot", .. entry.FullName.Split('/')[^3..]]));
        return Path.Combine(folder.Path, "omniglot");
    }

    /// <summary>Writes a picture of one colour.</summary>
    public static void Save(string file, byte shade = 128)
    {
        byte[] pixel = [shade, shade, shade, byte.MaxValue];
        using var image = MLImage.CreateFromPixels(
            8, 8, MLPixelFormat.Bgra32, Enumerable.Repeat(pixel, 8 * 8).SelectMany(p => p).ToArray());
        image.Save(file);
    }

    /// <summary>Writes a square picture of random colours.</summary>
    public static void SaveNoise(string file, int side, int seed)
    {
        var pixels = new byte[4 * side * side];
        new Random(seed).NextBytes(pixels);
        for (var i = 3; i < pixels.Length; i += 4)
            pixels[i] = byte.MaxValue;
        using var image = MLImage.CreateFromPixels(side, side, MLPixelFormat.Bgra32, pixels);
        image.Save(file);
    }

    /// <summary>The bytes of a picture of one colour.</summary>
    /// <param name="extension">What kind of file, for instance ".jpg".</param>
    /// <param name="shade">The colour.</param>
    public static byte[] Bytes(string extension = ".png", byte shade = 128)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("picture" + extension);
        Save(file, shade);
        return File.ReadAllBytes(file);
    }
}
