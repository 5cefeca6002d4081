using System;
using System.Collections.Generic;
using System.IO;
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
    private static readonly FewShotDataset s_omniglot = FewShotDataset.Find("omniglot-small");

    private static string Cache =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "Microsoft.ML.MetaLearning");

    /// <summary>The data asked for; without a wish, Omniglot if it can be had and glyphs if not.</summary>
    public static DrawingData Find(string? name, Action<string> say)
    {
        if (name != Glyphs)
        {
            try
            {
                return new DrawingData(Omniglot, Prepared(say), ["Korean", "Tagalog"], "Tagalog");
            }
            catch (Exception e) when (name is null && e is IOException or InvalidDataException or HttpRequestException)
            {
                say($"Omniglot is not at hand ({e.Message}); made-up glyphs are used instead. {HowToGet}");
            }
        }
        return new DrawingData(Glyphs, Drawn(), ["alphabet 8", "alphabet 9"], "alphabet 9");
    }

    private static string HowToGet =>
        $"To use Omniglot, put {string.Join(" and ", s_omniglot.Files.Select(f => f.Name))} of {s_omniglot.Home} into a folder " +
        "'omniglot' and name the folder around it in METALEARNING_DATA.";

    private static string Prepared(Action<string> say)
    {
        var target = Path.Combine(Cache, Omniglot);
        if (!Directory.Exists(target))
            s_omniglot.Prepare(Source(say), target);
        return target;
    }

    /// <summary>The folder of the archives, which are downloaded if they are nowhere else.</summary>
    private static string Source(Action<string> say)
    {
        var candidates = new[] { Environment.GetEnvironmentVariable("METALEARNING_DATA"), "../shared/data" };
        var local = candidates.OfType<string>().Select(folder => Path.Combine(folder, Omniglot))
            .FirstOrDefault(folder => s_omniglot.Files.All(f => File.Exists(Path.Combine(folder, f.Name))));
        if (local is not null)
            return local;
        say($"downloading {string.Join(" and ", s_omniglot.Files.Select(f => f.Uri))}");
        var downloads = Path.Combine(Cache, s_omniglot.Name);
        s_omniglot.DownloadAsync(downloads).GetAwaiter().GetResult();
        return downloads;
    }

    /// <summary>200 made-up characters in ten alphabets, 20 drawings each.</summary>
    private static string Drawn() => Once(Path.Combine(Cache, Glyphs), folder =>
    {
        var mlContext = new MLContext();
        var drawings = mlContext.Data.CreateEnumerable<GlyphRow>(
            mlContext.MetaLearning().LoadGlyphs(classes: 200, drawings: 20), reuseRowObject: false);
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
        catch (IOException) when (Directory.Exists(target))
        {
            // Another process was faster.
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
        return target;
    }
}
