using System;

namespace Microsoft.ML.MetaLearning;

/// <content>Images.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Creates <see cref="PixelLoadingEstimator"/>, which turns the paths of images into pixels: upright, on white where they are
    /// transparent, decoded to their ends.
    /// </summary>
    /// <param name="outputColumnName">The column to add: a vector of <see cref="float"/> from 0 to 1, [channels, height, width].</param>
    /// <param name="width">The width in pixels that images are made.</param>
    /// <param name="height">The height in pixels that images are made.</param>
    /// <param name="inputColumnName">The column with the paths of the images.</param>
    /// <param name="imageFolder">The folder that the paths begin in; <see langword="null"/> for that which the process works in.</param>
    /// <param name="colors">The colors of the pixels. The default loses none.</param>
    /// <param name="fit">What becomes of images whose sides are in another proportion. The default cuts nothing off.</param>
    /// <param name="invert">Whether dark becomes bright: for ink on paper, of which ink is what matters.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PixelLoadingEstimator LoadPixels(
        string outputColumnName,
        int width,
        int height,
        string inputColumnName = "ImagePath",
        string? imageFolder = null,
        ImageColors colors = ImageColors.Rgb,
        ImageFit fit = ImageFit.Fill,
        bool invert = false) => LoadPixels(new PixelLoadingEstimator.Options
        {
            OutputColumnName = outputColumnName,
            Width = width,
            Height = height,
            InputColumnName = inputColumnName,
            ImageFolder = imageFolder,
            Colors = colors,
            Fit = fit,
            Invert = invert,
        });

    /// <summary>Creates <see cref="PixelLoadingEstimator"/> with advanced options, which turns the paths of images into pixels.</summary>
    /// <param name="options">The options of the estimator.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PixelLoadingEstimator LoadPixels(PixelLoadingEstimator.Options options) => new(_mlContext, options);
}
