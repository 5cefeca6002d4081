using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Vision;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that turns a column of images, or of their paths, into a column of embeddings.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use
/// [EmbedImages](xref:Microsoft.ML.MetaLearning.MetaLearningVisionExtensions.EmbedImages*).
///
/// ### Input and Output Columns
/// The input column is <xref:System.ReadOnlyMemory`1> of <xref:System.Char>, the paths of images, or <xref:Microsoft.ML.Data.MLImage>.
/// Nothing is learned from its rows.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `OutputColumnName` | Vector of 512 <xref:System.Single> | The embedding. |
///
/// ### What is read
/// Images from files are shown as viewers show them: upright, whatever their EXIF orientation, and on white where they are transparent.
/// Each is decoded to its end. One that is cut off, missing or too large is an error that names the row and the file; the first image of
/// a single color is named in a warning.
/// ]]></format>
/// </remarks>
public sealed class ImageEmbeddingEstimator : IEstimator<ImageEmbeddingTransformer>
{
    private readonly IHost _host;
    private readonly ImageEmbeddingOptions _options;

    internal ImageEmbeddingEstimator(IHostEnvironment env, ImageEmbeddingOptions options)
    {
        _host = env.Register(nameof(ImageEmbeddingEstimator));
        _options = options.Checked();
    }

    /// <summary>Creates the transformer. Every row must have a path, and a file there; no image is embedded yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or neither of text nor of images.</exception>
    /// <exception cref="InvalidOperationException">A row has an empty path; the message names it.</exception>
    /// <exception cref="System.IO.FileNotFoundException">A file does not exist; the message names it and the row.</exception>
    public ImageEmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var column = ExampleColumns.Image(input.Schema, _options.InputColumnName);
        var transformer = new ImageEmbeddingTransformer(_host, _options);
        transformer.Photos.Check(input, column);
        return transformer;
    }

    /// <summary>Returns the schema of the transformer: the columns of the input, and that of the embeddings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or neither of text nor of images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ExampleColumns.CheckImage(inputSchema, _options.InputColumnName);
        var vector = SchemaShape.Column.VectorKind.Vector;
        var added = new SchemaShape.Column(_options.OutputColumnName, vector, NumberDataViewType.Single, isKey: false);
        return new SchemaShape(inputSchema.Where(c => c.Name != added.Name).Append(added));
    }
}
