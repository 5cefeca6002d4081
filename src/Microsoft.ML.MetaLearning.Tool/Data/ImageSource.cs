using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Drawing;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using MetaLearn.Configuration;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

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
    /// What becomes of images whose sides are in another proportion: fill stretches them, so that nothing is lost; crop cuts both ends off;
    /// pad shows them whole, with the background beside them. The default is fill.
    /// </summary>
    public ImageFit Fit { get; set; }

    /// <summary>
    /// The color that transparent images lie on, and that is beside those that are padded, as in HTML: a name, or #rrggbb. The default is
    /// white.
    /// </summary>
    public string Background { get; set; } = "white";

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

    private Color BackgroundColor
    {
        get
        {
            try
            {
                return ColorTranslator.FromHtml(Background);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                return Color.Transparent;
            }
        }
    }

    /// <summary>The folder of the images.</summary>
    private protected abstract string Root { get; }

    internal override void Check()
    {
        if (Channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(Channels), Channels, $"{nameof(Channels)} must be 1 or 3.");
        if (BackgroundColor.A < byte.MaxValue)
            throw new ArgumentException(
                $"{nameof(Background)} must be a color as in HTML, a name or #rrggbb, but is '{Background}'.", nameof(Background));
    }

    internal override IEstimator<ITransformer> CreateFeatures(MLContext mlContext) =>
        mlContext.MetaLearning().LoadPixels(new PixelLoadingEstimator.Options
        {
            OutputColumnName = ColumnNames.Features,
            InputColumnName = nameof(ImageRow.ImagePath),
            Width = Width,
            Height = Height,
            Colors = Channels == 1 ? ImageColors.Gray : ImageColors.Rgb,
            Fit = Fit,
            Background = BackgroundColor,
            Invert = Invert,
            Range = Range,
        });

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
