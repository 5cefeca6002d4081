using System;
using Microsoft.Extensions.AI;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Text;

namespace Microsoft.ML.MetaLearning;

/// <summary>Adds sentences to the catalog of few-shot learning.</summary>
public static class MetaLearningTextExtensions
{
    /// <summary>
    /// Creates <see cref="TextEmbeddingEstimator"/>, which turns sentences into embeddings with a pretrained model: offline, on the CPU.
    /// </summary>
    /// <param name="catalog">The catalog: <c>mlContext.MetaLearning()</c>.</param>
    /// <param name="outputColumnName">The column to add: a vector of 384 <see cref="float"/> of length one.</param>
    /// <param name="inputColumnName">The column of sentences.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="NotSupportedException">
    /// The application lacks the package of the model; the message says how to add it.
    /// </exception>
    public static TextEmbeddingEstimator EmbedSentences(
        this MetaLearningCatalog catalog,
        string outputColumnName,
        string inputColumnName = "Text",
        SentenceModel model = SentenceModel.MiniLM)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Checks.Defined(model, nameof(model));
        var encoder = PackagedEncoder.Of(model);
        return new TextEmbeddingEstimator(catalog.Environment, () => encoder, outputColumnName, inputColumnName);
    }

    /// <summary>
    /// Creates <see cref="TextEmbeddingEstimator"/>, which turns texts into embeddings with a generator of your own: any model or service.
    /// </summary>
    /// <param name="catalog">The catalog: <c>mlContext.MetaLearning()</c>.</param>
    /// <param name="generator">The generator. Several threads may use it at once.</param>
    /// <param name="outputColumnName">The column to add: a vector of <see cref="float"/>, as the generator gives it.</param>
    /// <param name="inputColumnName">The column of texts.</param>
    /// <param name="generatorName">
    /// The name that a model file has for the generator: pass the generator to <see cref="EmbeddingGenerators.Register"/> under this name
    /// before you load the file. With the default, <see langword="null"/>, the model cannot be saved.
    /// </param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static TextEmbeddingEstimator EmbedText(
        this MetaLearningCatalog catalog,
        IEmbeddingGenerator<string, Embedding<float>> generator,
        string outputColumnName,
        string inputColumnName = "Text",
        string? generatorName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(generator);
        if (generatorName is not null)
            Checks.NotEmpty(generatorName, nameof(generatorName));
        return new TextEmbeddingEstimator(
            catalog.Environment, () => GeneratorEncoder.Measure(generator, generatorName), outputColumnName, inputColumnName);
    }
}
