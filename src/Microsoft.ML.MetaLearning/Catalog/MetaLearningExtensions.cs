using System;
using Microsoft.ML.MetaLearning;

namespace Microsoft.ML;

/// <summary>Adds few-shot learning to <see cref="MLContext"/>.</summary>
public static class MetaLearningExtensions
{
    /// <summary>The catalog of few-shot learning: meta-trainers, adaptation, evaluation over episodes, and data for them.</summary>
    /// <param name="mlContext">The context whose seed, log and device are used.</param>
    /// <exception cref="NotSupportedException">
    /// The application has no libtorch that this system can load; the message says what to add.
    /// </exception>
    public static MetaLearningCatalog MetaLearning(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new MetaLearningCatalog(mlContext);
    }
}
