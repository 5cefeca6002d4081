using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning;

/// <summary>What was found in a file that should be an image.</summary>
/// <param name="Problem">Why it is none; null if it can be decoded to its end.</param>
/// <param name="IsTurned">Whether it says that it is to be shown turned or mirrored, as phones have it.</param>
/// <param name="IsTransparent">Whether one can see through it.</param>
internal readonly record struct ImageFinding(string? Problem, bool IsTurned = false, bool IsTransparent = false);

/// <summary>
/// Looks at image files before ML.NET decodes them: its LoadImages takes the half of a picture for a whole one, and as much memory as a header asks for. The tool compiles this file, too.
/// </summary>
internal static class ImageFile
{
    // A header of a few bytes can promise any number of pixels; each takes four bytes.
    private const long MostPixels = 1 << 27;
    private const int MostNamed = 5;

    // What SkiaSharp decodes on every system, and so ML.NET.
    private static readonly string[] s_extensions = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".gif", ".ico"];

    /// <summary>The names that images have, for messages.</summary>
    public static string Extensions { get; } = string.Join(", ", s_extensions);

    /// <summary>Whether a file is an image by its name.</summary>
    public static bool IsImage(string file) => s_extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks at files, several at a time.</summary>
    public static ImageFinding[] Look(IReadOnlyList<string> files)
    {
        var findings = new ImageFinding[files.Count];
        Parallel.For(0, files.Count, i => findings[i] = Look(files[i]));
        return findings;
    }

    /// <summary>Decodes a file.</summary>
    public static ImageFinding Look(string file)
    {
        if (file == "")
            return new ImageFinding("the path of the image is empty");
        if (!File.Exists(file))
            return new ImageFinding($"image '{file}' does not exist");
        if (new FileInfo(file).Length == 0)
            return new ImageFinding($"'{file}' is empty");
        using var codec = SKCodec.Create(file);
        return codec is null ? new ImageFinding($"'{file}' cannot be decoded") : Look(file, codec);
    }

    /// <summary>What is read otherwise than it is shown elsewhere, one sentence for each kind.</summary>
    public static IEnumerable<string> Remarks(IReadOnlyList<string> files, IReadOnlyList<ImageFinding> findings)
    {
        string[] Files(Func<ImageFinding, bool> isMeant) => files.Where((_, i) => isMeant(findings[i])).ToArray();
        if (Files(f => f.IsTurned) is { Length: > 0 } turned)
            yield return $"images that are to be shown turned (EXIF orientation), but are read as they are stored: {Some(turned)}.";
        if (Files(f => f.IsTransparent) is { Length: > 0 } transparent)
            yield return $"images that are transparent, and are read as if they lay on black: {Some(transparent)}.";
    }

    /// <summary>How many there are, and the first of them.</summary>
    public static string Some(IReadOnlyCollection<string> names) => $"{names.Count} ({string.Join(", ", names.Take(MostNamed).Select(n => $"'{n}'"))}{(names.Count > MostNamed ? ", ..." : "")})";

    private static ImageFinding Look(string file, SKCodec codec)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MostPixels)
            return new ImageFinding($"'{file}' has {width} x {height} pixels, but at most {MostPixels} are decoded");
        using var pixels = new SKBitmap(new SKImageInfo(width, height));
        return codec.GetPixels(pixels.Info, pixels.GetPixels()) switch
        {
            SKCodecResult.Success => new ImageFinding(null, codec.EncodedOrigin != SKEncodedOrigin.TopLeft, IsTransparent(codec, pixels)),
            SKCodecResult.IncompleteInput => new ImageFinding($"'{file}' is cut off: its end cannot be decoded"),
            _ => new ImageFinding($"'{file}' cannot be decoded"),
        };
    }

    private static bool IsTransparent(SKCodec codec, SKBitmap pixels)
    {
        if (codec.Info.AlphaType == SKAlphaType.Opaque)
            return false;
        // Whatever the order of the colours, alpha comes last.
        var bytes = pixels.GetPixelSpan();
        for (var alpha = 3; alpha < bytes.Length; alpha += 4)
            if (bytes[alpha] < byte.MaxValue)
                return true;
        return false;
    }
}
