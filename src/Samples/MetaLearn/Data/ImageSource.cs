using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using MetaLearn.Configuration;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.Transforms.Image;

namespace MetaLearn.Data;

/// <summary>The numbers that pixels become.</summary>
internal enum PixelRange
{
    /// <summary>From 0 to 1.</summary>
    ZeroToOne,

    /// <summary>From -1 to 1.</summary>
    MinusOneToOne,
}

/// <summary>What becomes of images whose sides are in another proportion than width and height.</summary>
internal enum ImageFit
{
    /// <summary>They are stretched: nothing is lost.</summary>
    Fill,

    /// <summary>What is too long is cut off at both ends.</summary>
    Crop,

    /// <summary>They are shown whole, with black beside them.</summary>
    Pad,
}

/// <summary>Images in folders, and what becomes of their pixels.</summary>
internal abstract class ImageSource : DataSource
{
    /// <summary>The width in pixels that images are made. The default is 28.</summary>
    [Range(1, 16384)]
    public int Width { get; set; } = 28;

    /// <summary>The height in pixels that images are made. The default is 28.</summary>
    [Range(1, 16384)]
    public int Height { get; set; } = 28;

    /// <summary>
    /// What becomes of images whose sides are in another proportion: fill stretches them, so that nothing is lost; crop cuts both ends off; pad shows them whole, with black beside them.
    /// The default is fill.
    /// </summary>
    public ImageFit Fit { get; set; }

    /// <summary>1 for grey, 3 for red, green and blue. The default is 1.</summary>
    public int Channels { get; set; } = 1;

    /// <summary>Whether dark becomes bright: for black ink on white paper. The default is false.</summary>
    public bool Invert { get; set; }

    /// <summary>The numbers that pixels become. The default is zeroToOne.</summary>
    public PixelRange Range { get; set; }

    /// <summary>What to do about files that cannot be decoded. The default is fail.</summary>
    public CorruptImages CorruptImages { get; set; }

    internal override IReadOnlyList<int> KnownShape => [Channels, Height, Width];

    internal override string? PhaseColumn => nameof(ImageRow.Split);

    private ImageResizingEstimator.ResizingKind Resizing => Fit switch
    {
        ImageFit.Crop => ImageResizingEstimator.ResizingKind.IsoCrop,
        ImageFit.Pad => ImageResizingEstimator.ResizingKind.IsoPad,
        _ => ImageResizingEstimator.ResizingKind.Fill,
    };

    /// <summary>The folder of the images.</summary>
    private protected abstract string Root { get; }

    internal override void Check()
    {
        if (Channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(Channels), Channels, $"{nameof(Channels)} must be 1 or 3.");
    }

    internal override IEstimator<ITransformer> CreateFeatures(MLContext mlContext)
    {
        var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: nameof(ImageRow.ImagePath))
            .Append<ITransformer>(mlContext.Transforms.ResizeImages("Image", Width, Height, resizing: Resizing));
        if (Channels == 1)
            pipeline = pipeline.Append<ITransformer>(mlContext.Transforms.ConvertToGrayscale("Image"));
        var (zero, one) = (Range == PixelRange.ZeroToOne ? 0f : 127.5f, Range == PixelRange.ZeroToOne ? 255f : 127.5f);
        var (offset, scale) = Invert ? (255 - zero, -1 / one) : (zero, 1 / one);
        var colors = Channels == 1 ? ImagePixelExtractingEstimator.ColorBits.Red : ImagePixelExtractingEstimator.ColorBits.Rgb;
        return pipeline.Append<ITransformer>(mlContext.Transforms.ExtractPixels(ColumnNames.Features, "Image", colors, offsetImage: offset, scaleImage: scale));
    }

    /// <summary>Of each image the path below the folder and the bytes.</summary>
    internal override void AddContent(IncrementalHash hash, IDataView rows)
    {
        var files = rows.GetColumn<string>(nameof(ImageRow.ImagePath)).ToArray();
        var contents = new byte[files.Length][];
        Parallel.For(0, files.Length, i =>
        {
            using var file = File.OpenRead(files[i]);
            contents[i] = SHA256.HashData(file);
        });
        for (var i = 0; i < files.Length; i++)
        {
            AddText(hash, Path.GetRelativePath(Root, files[i]).Replace('\\', '/'));
            hash.AppendData(contents[i]);
        }
    }
}
