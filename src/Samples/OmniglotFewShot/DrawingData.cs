using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

namespace OmniglotFewShot;

/// <summary>A folder of drawings, <c>alphabet/character/drawing.png</c>.</summary>
/// <param name="Name">"omniglot" or "glyphs".</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="HeldOutAlphabets">The alphabets to evaluate on.</param>
/// <param name="NewAlphabet">The one of them to adapt to.</param>
internal sealed record DrawingData(string Name, string Folder, string[] HeldOutAlphabets, string NewAlphabet)
{
    private const string Omniglot = "omniglot";
    private const string Glyphs = "glyphs";
    private const string Home = "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/";
    private static readonly string[] s_zips = ["images_background_small1.zip", "images_background_small2.zip"];

    private static string Cache => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "Microsoft.ML.MetaLearning");

    /// <summary>The data asked for; without a wish, Omniglot if it can be had and glyphs if not.</summary>
    public static DrawingData Find(string? name, Action<string> say)
    {
        if (name != Glyphs)
        {
            try
            {
                return new DrawingData(Omniglot, Unpacked(say), ["Korean", "Tagalog"], "Tagalog");
            }
            catch (Exception e) when (name is null && e is IOException or HttpRequestException or OperationCanceledException)
            {
                say($"Omniglot is not at hand ({e.Message}); made-up glyphs are used instead. {HowToGet}");
            }
        }
        return new DrawingData(Glyphs, Drawn(), ["alphabet 8", "alphabet 9"], "alphabet 9");
    }

    private static string HowToGet =>
        $"To use Omniglot, put {string.Join(" and ", s_zips)} of {Home} into a folder 'omniglot' and name the folder around it in METALEARNING_DATA.";

    private static string Unpacked(Action<string> say)
    {
        var target = Path.Combine(Cache, Omniglot);
        return Once(target, folder =>
        {
            foreach (var zip in s_zips)
            {
                using var archive = Open(zip, say);
                foreach (var entry in archive.Entries.Where(e => e.Name.EndsWith(".png", StringComparison.Ordinal)))
                {
                    // zip/alphabet/character/drawing.png; Greek and Latin are in both files and land in the same place.
                    var file = Path.Combine([folder, .. entry.FullName.Split('/')[^3..]]);
                    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                    entry.ExtractToFile(file, overwrite: true);
                }
            }
        });
    }

    private static ZipArchive Open(string zip, Action<string> say)
    {
        var candidates = new[] { Environment.GetEnvironmentVariable("METALEARNING_DATA"), "../shared/data" };
        var local = candidates.OfType<string>().Select(folder => Path.Combine(folder, Omniglot, zip)).FirstOrDefault(File.Exists);
        if (local is not null)
            return ZipFile.OpenRead(local);
        say($"downloading {Home}{zip}");
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        return new ZipArchive(new MemoryStream(client.GetByteArrayAsync(Home + zip).GetAwaiter().GetResult()));
    }

    /// <summary>200 made-up characters in ten alphabets, 20 drawings each.</summary>
    private static string Drawn() => Once(Path.Combine(Cache, Glyphs), folder =>
    {
        var mlContext = new MLContext();
        var drawings = mlContext.Data.CreateEnumerable<GlyphRow>(mlContext.MetaLearning().LoadGlyphs(classes: 200, drawings: 20), reuseRowObject: false);
        foreach (var (drawing, i) in drawings.Select((d, i) => (d, i)))
        {
            var character = Path.Combine(folder, $"alphabet {i / 400}", drawing.Label);
            Directory.CreateDirectory(character);
            var size = (int)Math.Sqrt(drawing.Features.Length);
            using var image = MLImage.CreateFromPixels(size, size, MLPixelFormat.Bgra32, drawing.Features.SelectMany(Paper).ToArray());
            image.Save(Path.Combine(character, $"{i % 20:D2}.png"));
        }
    });

    /// <summary>Black ink on white paper, as blue, green, red and alpha.</summary>
    private static IEnumerable<byte> Paper(float ink)
    {
        var shade = (byte)(255 * (1 - ink));
        return [shade, shade, shade, 255];
    }

    /// <summary>Fills a folder under another name first, so that a folder that is there is complete.</summary>
    private static string Once(string target, Action<string> fill)
    {
        if (Directory.Exists(target))
            return target;
        var temporary = $"{target}.{Environment.ProcessId}";
        Directory.CreateDirectory(temporary);
        try
        {
            fill(temporary);
            Directory.Move(temporary, target);
        }
        catch
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }
        return target;
    }
}
