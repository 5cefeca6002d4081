using System;
using System.Drawing;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>The <see cref="IEstimator{TTransformer}"/> that turns a column of image paths into a column of pixels.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use [LoadPixels](xref:Microsoft.ML.MetaLearning.MetaLearningCatalog.LoadPixels*).
///
/// ### Input and Output Columns
/// The input column is <xref:System.ReadOnlyMemory`1> of <xref:System.Char>: the paths of the images. Nothing is learned from its rows.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `OutputColumnName` | Vector of <xref:System.Single> | The pixels, [channels, height, width]. |
///
/// ### What is read
/// Images are shown as viewers show them: upright, whatever their EXIF orientation, and on a background where they are transparent. Each is
/// decoded to its end. One that is cut off, missing or too large, or a row without a path, is an error when the row is read; the first
/// image of
/// a single color is named in a warning.
/// ]]></format>
/// </remarks>
/// <seealso cref="MetaLearningCatalog.LoadPixels(string, int, int, string, string?, ImageColors, ImageFit, bool)"/>
public sealed class PixelLoadingEstimator : IEstimator<PixelLoadingTransformer>
{
    internal const string Role = "image path";
    private readonly IHost _host;
    private readonly Options _options;

    internal PixelLoadingEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _host = env.Register(nameof(PixelLoadingEstimator));
        _options = options.Checked();
    }

    /// <summary>The options of <see cref="MetaLearningCatalog.LoadPixels(Options)"/>.</summary>
    public sealed class Options
    {
        internal const int LargestSide = 16384;

        /// <summary>The column to add. The default is Features.</summary>
        public string OutputColumnName { get; set; } = "Features";

        /// <summary>The column with the paths of the images. The default is ImagePath.</summary>
        public string InputColumnName { get; set; } = "ImagePath";

        /// <summary>The folder that the paths begin in. The default, <see langword="null"/>, is that which the process works in.</summary>
        public string? ImageFolder { get; set; }

        /// <summary>The width in pixels that images are made. The default is 28.</summary>
        public int Width { get; set; } = 28;

        /// <summary>The height in pixels that images are made. The default is 28.</summary>
        public int Height { get; set; } = 28;

        /// <summary>The colors of the pixels. The default is <see cref="ImageColors.Rgb"/>: none is lost.</summary>
        public ImageColors Colors { get; set; }

        /// <summary>What becomes of images of another proportion. The default is <see cref="ImageFit.Fill"/>: nothing is cut off.</summary>
        public ImageFit Fit { get; set; }

        /// <summary>What transparent images lie on, and what is beside those of <see cref="ImageFit.Pad"/>. The default is white.</summary>
        public Color Background { get; set; } = Color.White;

        /// <summary>Whether dark becomes bright: for ink on paper, of which ink matters. The default is <see langword="false"/>.</summary>
        public bool Invert { get; set; }

        /// <summary>The numbers that pixels become. The default is <see cref="PixelRange.ZeroToOne"/>.</summary>
        public PixelRange Range { get; set; }

        internal int Channels => Colors == ImageColors.Gray ? 1 : 3;

        /// <summary>A copy, which nobody changes.</summary>
        internal Options Checked()
        {
            Checks.NotEmpty(OutputColumnName, nameof(OutputColumnName));
            Checks.NotEmpty(InputColumnName, nameof(InputColumnName));
            Checks.Between(Width, 1, LargestSide, nameof(Width));
            Checks.Between(Height, 1, LargestSide, nameof(Height));
            Checks.Defined(Colors, nameof(Colors));
            Checks.Defined(Fit, nameof(Fit));
            Checks.Defined(Range, nameof(Range));
            if (Background.A < byte.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(Background), Background, $"{nameof(Background)} must not be transparent.");
            return (Options)MemberwiseClone();
        }
    }

    /// <summary>Creates the transformer; no image is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public PixelLoadingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ExampleColumns.Text(input.Schema, _options.InputColumnName, Role);
        return new PixelLoadingTransformer(_host, _options);
    }

    /// <summary>The schema of the transformer: the columns of the input, and that of the pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of paths is missing or not of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ExampleColumns.CheckText(inputSchema, _options.InputColumnName, Role);
        var vector = SchemaShape.Column.VectorKind.Vector;
        var added = new SchemaShape.Column(_options.OutputColumnName, vector, NumberDataViewType.Single, isKey: false);
        return new SchemaShape(inputSchema.Where(c => c.Name != added.Name).Append(added));
    }
}
