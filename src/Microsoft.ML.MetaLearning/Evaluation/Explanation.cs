using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Microsoft.ML.MetaLearning;

/// <summary>Says what a classifier predicts for a row, and which rows of its support set are nearest to it.</summary>
public sealed class Explanation
{
    internal Explanation()
    {
    }

    /// <summary>Gets the predicted label.</summary>
    public required string PredictedLabel { get; init; }

    /// <summary>Gets its probability.</summary>
    public required double Probability { get; init; }

    /// <summary>Gets the nearest rows of the support set, the nearest first.</summary>
    public required IReadOnlyList<SupportNeighbor> Neighbors { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            string.Create(CultureInfo.InvariantCulture, $"{PredictedLabel} ({Probability * 100:F1} %), near"),
            .. Neighbors.Select(n => $"  {n}"),
        ]);
}

/// <summary>A row of a support set, and how much another row is like it.</summary>
public sealed class SupportNeighbor
{
    internal SupportNeighbor()
    {
    }

    /// <summary>
    /// Gets the number of the row, from 0 on: first those of the first support set in their order, then those added since.
    /// </summary>
    public required int Row { get; init; }

    /// <summary>Gets the label of the row.</summary>
    public required string Label { get; init; }

    /// <summary>Gets the cosine of the two embeddings, as the classifier sees them: at most 1.</summary>
    public required double Similarity { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"row {Row}, {Label}, similarity {Similarity:F3}");
}
