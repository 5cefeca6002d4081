using System;
using System.Collections.Generic;
using System.Drawing;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Vision;

/// <summary>Reads and embeds images, or the files that a column has the paths of, and names the row of each that has none.</summary>
internal sealed class PhotoColumn(IHost host, ImageEmbeddingOptions options) : IRowEmbedder<Photo>
{
    private readonly ImageEncoder _encoder = ImageEncoder.Instance;

    private readonly ImagePixels _images = new(
        new ImageFrame(ImageEncoder.Side, ImageEncoder.Side, options.Fit, Color.White),
        ImageColors.Rgb,
        invert: false,
        PixelRange.ZeroToOne);

    private readonly EmbeddingCache? _cache = options.CacheFolder is { } folder ? new(folder, $"{options.Fit}") : null;
    private int _warned;

    public string OutputColumnName => options.OutputColumnName;

    public int Dimensions => ImageEncoder.Dimensions;

    public (int Smallest, int Largest) Block => (Environment.ProcessorCount, Math.Max(64, Environment.ProcessorCount));

    public DataViewSchema.Column Find(DataViewSchema schema) => ExampleColumns.Image(schema, options.InputColumnName);

    public Func<Photo> CreateReader(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is ImageDataViewType ? ImageReader(row, column) : FileReader(row, column);

    /// <summary>Looks whether each row has a path, and a file of it, before any is decoded. Images are not read ahead.</summary>
    public void Check(IDataView view, DataViewSchema.Column column)
    {
        if (column.Type is ImageDataViewType)
            return;
        using var cursor = view.GetRowCursor([column]);
        var read = FileReader(cursor, column);
        while (cursor.MoveNext())
            read();
    }

    public float[][] Embed(IReadOnlyList<Photo> inputs)
    {
        var embeddings = new float[inputs.Count][];
        ParallelWork.ForEach(Enumerable.Range(0, inputs.Count).ToArray(), i => embeddings[i] = Embed(inputs[i]));
        return embeddings;
    }

    private float[] Embed(Photo photo) => _cache is null ? Compute(photo) : _cache.GetOrAdd(photo.Content(), () => Compute(photo));

    private float[] Compute(Photo photo)
    {
        try
        {
            var (pixels, isOneColor) = photo.Read();
            if (isOneColor)
                WarnOfOneColor(photo);
            return _encoder.Embed(pixels);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{photo.Title} cannot be embedded: {e.Message}", e);
        }
    }

    private Func<Photo> FileReader(DataViewRow row, DataViewSchema.Column column)
    {
        var (getPath, getId) = (row.GetGetter<ReadOnlyMemory<char>>(column), row.GetIdGetter());
        var (path, id) = (default(ReadOnlyMemory<char>), default(DataViewRowId));
        return () =>
        {
            getPath(ref path);
            getId(ref id);
            if (path.IsEmpty)
                throw new InvalidOperationException(
                    $"row {id.Low} has an empty path in column '{column.Name}', so there is no image to make column " +
                    $"'{OutputColumnName}' of.");
            var file = Path.Combine(options.ImageFolder ?? "", path.ToString());
            return File.Exists(file)
                ? new Photo(Title(id, column), () => File.ReadAllBytes(file), () => (_images.Read(file, out var isOneColor), isOneColor))
                : throw new FileNotFoundException($"{Title(id, column)} does not exist: '{file}'.", file);
        };
    }

    private Func<Photo> ImageReader(DataViewRow row, DataViewSchema.Column column)
    {
        var (getImage, getId) = (row.GetGetter<MLImage>(column), row.GetIdGetter());
        var (image, id) = (default(MLImage)!, default(DataViewRowId));
        return () =>
        {
            getImage(ref image);
            getId(ref id);
            if (image is null)
                throw new InvalidOperationException(
                    $"row {id.Low} has no image in column '{column.Name}' to make column '{OutputColumnName}' of.");
            using var bitmap = Bitmap(image);
            // The next row may change the image.
            var pixels = _images.Read(bitmap, out var isOneColor);
            return new Photo(
                Title(id, column), () => MemoryMarshal.AsBytes<float>(pixels).ToArray(), () => (pixels, isOneColor));
        };
    }

    private static string Title(DataViewRowId id, DataViewSchema.Column column) => $"the image of row {id.Low} in column '{column.Name}'";

    private static SKBitmap Bitmap(MLImage image)
    {
        var colors = image.PixelFormat == MLPixelFormat.Rgba32 ? SKColorType.Rgba8888 : SKColorType.Bgra8888;
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, colors));
        Marshal.Copy(image.Pixels.ToArray(), 0, bitmap.GetPixels(), bitmap.ByteCount);
        return bitmap;
    }

    /// <summary>Once: a folder of scans may have many.</summary>
    private void WarnOfOneColor(Photo photo)
    {
        if (Interlocked.Exchange(ref _warned, 1) != 0)
            return;
        using var channel = host.Start(nameof(ImageEmbeddingTransformer));
        channel.Warning(MessageSensitivity.UserData,
            $"all pixels of {photo.Title} are the same, so nothing is to be seen on it; there may be more such images, of which nothing " +
            "is said.");
    }
}
