using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning;

/// <summary>A model that was validated to choose the best.</summary>
/// <param name="Name">Its name, or the path of its file.</param>
/// <param name="Metrics">Its scores on the validation rows.</param>
public sealed record ValidatedModel(string Name, FewShotMetrics Metrics);

/// <summary>
/// The best of several models, by validation on the same episodes. Its score is biased upwards by the choice: judge it on other rows.
/// </summary>
public sealed class ModelSelection
{
    internal ModelSelection(IReadOnlyList<ValidatedModel> models, ITransformer model)
    {
        Models = models;
        Model = model;
    }

    /// <summary>
    /// The best model, by the mean accuracy under the protocol of normalization that it was meta-trained with; the one given earlier if
    /// there is a tie.
    /// </summary>
    public ValidatedModel Best => Models.MaxBy(m => m.Metrics.Accuracy)!;

    /// <summary>The best model, to adapt.</summary>
    public ITransformer Model { get; }

    /// <summary>All models, in the order in which they were given.</summary>
    public IReadOnlyList<ValidatedModel> Models { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(Environment.NewLine, Models.Select(m => $"{(ReferenceEquals(m, Best) ? "* " : "  ")}{m.Name}: {m.Metrics}"));
}
