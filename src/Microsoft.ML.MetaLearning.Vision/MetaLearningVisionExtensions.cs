using System;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Vision;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>Adds photos to the catalog of few-shot learning.</summary>
public static class MetaLearningVisionExtensions
{
    /// <summary>
    /// Creates <see cref="ImageEmbeddingEstimator"/>, which turns images into embeddings with ImageNet's ResNet-18: offline, on the CPU.
    /// </summary>
    /// <param name="catalog">The catalog: <c>mlContext.MetaLearning()</c>.</param>
    /// <param name="outputColumnName">The column to add: a vector of 512 <see cref="float"/>, none of them negative.</param>
    /// <param name="inputColumnName">The column of images, as ML.NET's LoadImages makes it, or of their paths.</param>
    /// <param name="imageFolder">The folder that paths begin in; <see langword="null"/> for that which the process works in.</param>
    /// <param name="fit">What becomes of images that are no squares. The default cuts nothing off.</param>
    /// <param name="cacheFolder">
    /// A folder to keep embeddings in, for the same images later. Threads and processes can share it. The default is none.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static ImageEmbeddingEstimator EmbedImages(
        this MetaLearningCatalog catalog,
        string outputColumnName,
        string inputColumnName = "ImagePath",
        string? imageFolder = null,
        ImageFit fit = ImageFit.Fill,
        string? cacheFolder = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(catalog.Environment, new(outputColumnName, inputColumnName, imageFolder, fit, cacheFolder));
    }

    /// <summary>
    /// Creates a model of ImageNet's ResNet-18, to be the <see cref="MetaTrainerOptions.InitialModel"/> of any trainer, or to adapt as it
    /// is. It takes pixels as <c>LoadPixels</c> makes them. At 224 x 224 its embeddings are those of <see cref="EmbedImages"/>. The
    /// network of the package has three blocks in its last stage, one more than the paper's.
    /// </summary>
    /// <param name="catalog">The catalog: <c>mlContext.MetaLearning()</c>.</param>
    /// <param name="height">The height of images in pixels. Smaller images are faster.</param>
    /// <param name="width">The width of images in pixels.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="featureColumnName">The column of pixels, [3, height, width], 0 to 1.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    /// <exception cref="NotSupportedException">
    /// The application lacks the package of the weights; the message says how to add it.
    /// </exception>
    public static MetaLearnedTransformer PretrainedResNet18(
        this MetaLearningCatalog catalog,
        int height = 224,
        int width = 224,
        string labelColumnName = "Label",
        string featureColumnName = "Features") =>
        Create(
            catalog,
            new ResNet18(3, height, width, centered: true, blocksInLastStage: PackagedWeights.BlocksInLastStage),
            labelColumnName,
            featureColumnName,
            PackagedWeights.Read);

    /// <summary>
    /// Creates a model of a ResNet-18 from a state dictionary with the names of torchvision's <c>resnet18</c>, as
    /// <see cref="PretrainedResNet18"/> does from the package. Its last layer is left out. Only load files from trusted sources.
    /// </summary>
    /// <param name="catalog">The catalog: <c>mlContext.MetaLearning()</c>.</param>
    /// <param name="path">A file <c>.safetensors</c>, or <c>.pt</c> or <c>.pth</c> as <c>torch.save(model.state_dict(), path)</c> makes it.
    /// </param>
    /// <param name="height">The height of images in pixels.</param>
    /// <param name="width">The width of images in pixels.</param>
    /// <param name="labelColumnName">The column that names the class.</param>
    /// <param name="featureColumnName">
    /// The column of pixels, [3, height, width], 0 to 1: the model itself subtracts torchvision's mean and divides by its deviation.
    /// </param>
    /// <exception cref="ArgumentException">An argument is out of its range, or a tensor has another shape.</exception>
    /// <exception cref="FormatException">The file cannot be read, or is not of this network; the message says why.</exception>
    /// <exception cref="System.IO.FileNotFoundException">The file does not exist.</exception>
    public static MetaLearnedTransformer LoadTorchvisionResNet18(
        this MetaLearningCatalog catalog,
        string path,
        int height = 224,
        int width = 224,
        string labelColumnName = "Label",
        string featureColumnName = "Features")
    {
        Checks.NotEmpty(path, nameof(path));
        return Create(
            catalog,
            new ResNet18(3, height, width, centered: true),
            labelColumnName,
            featureColumnName,
            backbone => TorchvisionWeights.Read(path, backbone));
    }

    private static MetaLearnedTransformer Create(
        MetaLearningCatalog catalog,
        ResNet18 backbone,
        string labelColumnName,
        string featureColumnName,
        Func<ResNet18, ParameterSet> read)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        using var scope = NewDisposeScope();
        return catalog.FromParameters(backbone, read(backbone), labelColumnName, featureColumnName);
    }
}
