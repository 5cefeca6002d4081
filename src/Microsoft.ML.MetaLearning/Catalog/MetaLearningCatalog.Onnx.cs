using System;
using System.IO;
using Microsoft.ML.MetaLearning.Trainers;

namespace Microsoft.ML.MetaLearning;

/// <content>ONNX.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Writes the network of a model as a file of ONNX: a classifier, a regressor or the embeddings of a meta-learned model. The steps
    /// before it are not in the file.
    /// </summary>
    /// <param name="model">A pipeline with one such network.</param>
    /// <param name="stream">The file. It stays open.</param>
    /// <param name="pixelBytes">
    /// <see langword="true"/> for the input <c>Pixels</c>: bytes, [n, height, width, channels], of images in the size that
    /// <see cref="LoadPixels(PixelLoadingEstimator.Options)"/> makes them. The default is an input with the name of the feature column:
    /// <see cref="float"/>, [n, ...input shape].
    /// </param>
    /// <remarks>
    /// The outputs have the names and values of the columns: <c>PredictedLabel</c>, counted from 1, and <c>Score</c> of a classifier;
    /// <c>IsKnown</c> and <c>NoveltyScore</c>, too, if it rejects. The labels are a JSON array in the metadata, under <c>labels</c>. To
    /// export a whole pipeline of steps that ML.NET can export, call <c>mlContext.Model.ConvertToOnnx</c>.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The model has no network, or more than one; or bytes are asked for, and its pixels are not those of <c>LoadPixels</c>.
    /// </exception>
    /// <exception cref="NotSupportedException">The backbone is your own.</exception>
    public void ExportOnnx(ITransformer model, Stream stream, bool pixelBytes = false) => OnnxExport.Run(model, stream, pixelBytes);
}
