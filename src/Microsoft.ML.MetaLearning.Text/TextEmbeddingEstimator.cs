using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.MetaLearning;

/// <summary>The <see cref="IEstimator{TTransformer}"/> that turns a column of sentences into a column of embeddings.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use
/// [EmbedSentences](xref:Microsoft.ML.MetaLearning.MetaLearningTextExtensions.EmbedSentences*) or
/// [EmbedText](xref:Microsoft.ML.MetaLearning.MetaLearningTextExtensions.EmbedText*).
///
/// ### Input and Output Columns
/// The input column is <xref:System.ReadOnlyMemory`1> of <xref:System.Char>. Nothing is learned from its rows.
///
/// | Output Column Name | Column Type | Description |
/// | -- | -- | -- |
/// | `OutputColumnName` | Vector of <xref:System.Single> | The embedding. |
/// ]]></format>
/// </remarks>
public sealed class TextEmbeddingEstimator : IEstimator<TextEmbeddingTransformer>
{
    private readonly IHost _host;
    private readonly Func<SentenceEncoder> _encoder;
    private readonly string _outputColumnName;
    private readonly string _inputColumnName;

    internal TextEmbeddingEstimator(IHostEnvironment env, Func<SentenceEncoder> encoder, string outputColumnName, string inputColumnName)
    {
        Checks.NotEmpty(outputColumnName, nameof(outputColumnName));
        Checks.NotEmpty(inputColumnName, nameof(inputColumnName));
        _host = env.Register(nameof(TextEmbeddingEstimator));
        (_encoder, _outputColumnName, _inputColumnName) = (encoder, outputColumnName, inputColumnName);
    }

    /// <summary>Creates the transformer. Every row must have a sentence; none is embedded yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of sentences is missing or not of text.</exception>
    /// <exception cref="InvalidOperationException">A row has an empty sentence; the message names it.</exception>
    public TextEmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var column = ExampleColumns.Text(input.Schema, _inputColumnName, SentenceColumn.Role);
        var transformer = new TextEmbeddingTransformer(_host, _encoder(), _outputColumnName, _inputColumnName);
        transformer.Sentences.Check(input, column);
        return transformer;
    }

    /// <summary>Returns the schema of the transformer: the columns of the input, and that of the embeddings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of sentences is missing or not of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ExampleColumns.CheckText(inputSchema, _inputColumnName, SentenceColumn.Role);
        var vector = SchemaShape.Column.VectorKind.Vector;
        var added = new SchemaShape.Column(_outputColumnName, vector, NumberDataViewType.Single, isKey: false);
        return new SchemaShape(inputSchema.Where(c => c.Name != added.Name).Append(added));
    }
}
