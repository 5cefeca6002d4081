using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Decodes image files to their ends. ML.NET's LoadImages takes half a picture for a whole one, and as much memory as a header asks for.
/// The tool compiles this file, too.
/// </summary>
internal static class ImageFile
{
    // A header of a few bytes can promise any number of pixels. Each takes four bytes.
    private const long MostPixels = 1 << 27;
    private const int MostNamed = 5;

    // SkiaSharp, and so ML.NET, decodes these on every system.
    private static readonly string[] s_extensions = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".gif", ".ico"];

    /// <summary>Gets the extensions of images, for messages.</summary>
    public static string Extensions { get; } = string.Join(", ", s_extensions);

    /// <summary>Returns whether a file has the name of an image.</summary>
    public static bool IsImage(string file) => s_extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the problem of each file, null where it can be decoded to its end. Decodes several files at a time.</summary>
    public static string?[] Problems(IReadOnlyList<string> files)
    {
        var problems = new string?[files.Count];
        Parallel.For(0, files.Count, i => problems[i] = Problem(files[i]));
        return problems;
    }

    /// <summary>Returns the problem of a file; null if it can be decoded to its end.</summary>
    public static string? Problem(string file)
    {
        using var pixels = TryDecode(file, out _, out var problem);
        return problem;
    }

    /// <summary>Decodes a file, without turning the picture upright.</summary>
    /// <param name="file">The file.</param>
    /// <param name="origin">The corner of the stored picture that belongs at the top left: phones store pictures turned.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="FormatException">The file cannot be decoded to its end.</exception>
    public static SKBitmap Decode(string file, out SKEncodedOrigin origin) => TryDecode(file, out origin, out var problem)
        ?? throw (File.Exists(file) ? new FormatException($"{problem}.") : new FileNotFoundException($"{problem}.", file));

    /// <summary>Returns the number of names, and the first of them.</summary>
    public static string Some(IReadOnlyCollection<string> names) =>
        $"{names.Count} ({string.Join(", ", names.Take(MostNamed).Select(n => $"'{n}'"))}{(names.Count > MostNamed ? ", ..." : "")})";

    private static SKBitmap? TryDecode(string file, out SKEncodedOrigin origin, out string? problem)
    {
        origin = SKEncodedOrigin.TopLeft;
        problem = file == "" ? "the path of the image is empty"
            : !File.Exists(file) ? $"image '{file}' does not exist"
            : new FileInfo(file).Length == 0 ? $"'{file}' is empty"
            : null;
        if (problem is not null)
            return null;
        using var codec = SKCodec.Create(file);
        origin = codec?.EncodedOrigin ?? origin;
        var pixels = codec is null || (long)codec.Info.Width * codec.Info.Height > MostPixels
            ? null
            : new SKBitmap(codec.Info.Width, codec.Info.Height);
        problem = codec is null ? $"'{file}' cannot be decoded"
            : pixels is null ? $"'{file}' has {codec.Info.Width} x {codec.Info.Height} pixels, but at most {MostPixels} are decoded"
            : Fill(pixels, codec) is { } fault ? $"'{file}' {fault}"
            : null;
        if (problem is null)
            return pixels;
        pixels?.Dispose();
        return null;
    }

    private static string? Fill(SKBitmap pixels, SKCodec codec) => codec.GetPixels(pixels.Info, pixels.GetPixels()) switch
    {
        SKCodecResult.Success => null,
        SKCodecResult.IncompleteInput => "is cut off: its end cannot be decoded",
        _ => "cannot be decoded",
    };
}
