using System;
using System.IO;
using System.Linq;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Tests.Vision;

/// <summary>A folder of made-up photos for one test.</summary>
internal sealed class PhotoFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();

    public string Write(string name, byte[] content)
    {
        var file = _folder.File(name);
        File.WriteAllBytes(file, content);
        return file;
    }

    /// <summary>Writes a picture of some stripes.</summary>
    public string Stripes(int width, int side = 48) => Write($"stripes{width}-{side}.png", OddImages.Encode(
        SKEncodedImageFormat.Png, side, side, (x, y) => (x / width & 1) == 0 ? new SKColor(220, (byte)(4 * y), 30) : SKColors.Teal));

    public static IDataView Rows(MLContext mlContext, params string[] files) =>
        mlContext.Data.LoadFromEnumerable(files.Select(file => new ImageRow { ImagePath = file }).ToArray());
}
