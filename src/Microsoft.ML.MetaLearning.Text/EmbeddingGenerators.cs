using System;
using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Holds the embedding generators of the application by name. A model file holds the name of its generator, never the generator itself.
/// </summary>
public static class EmbeddingGenerators
{
    private static readonly ConcurrentDictionary<string, IEmbeddingGenerator<string, Embedding<float>>> s_generators =
        new(StringComparer.Ordinal);

    /// <summary>
    /// Registers a generator for the models that are loaded from now on. A generator of the same name is replaced.
    /// </summary>
    /// <param name="name">The name that <see cref="MetaLearningTextExtensions.EmbedText"/> was given.</param>
    /// <param name="generator">The generator. Several threads may use it at once.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static void Register(string name, IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        Checks.NotEmpty(name, nameof(name));
        ArgumentNullException.ThrowIfNull(generator);
        s_generators[name] = generator;
    }

    internal static IEmbeddingGenerator<string, Embedding<float>> Find(string name) => s_generators.TryGetValue(name, out var generator)
        ? generator
        : throw new InvalidOperationException(
            $"the model embeds text with the generator '{name}', which is not registered: " +
            $"call EmbeddingGenerators.Register(\"{name}\", generator) before the model is loaded.");
}
