using System;
using System.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>
/// A pipeline with one few-shot classifier in it, taken apart: what comes before the classifier, and what was appended to it.
/// </summary>
internal sealed record ClassifierChain(ITransformer[] Before, FewShotClassificationTransformer Classifier, ITransformer[] After)
{
    /// <exception cref="ArgumentException">There is no few-shot classifier in it, or more than one.</exception>
    public static ClassifierChain Split(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model, "classifier");
        var steps = MetaModelChain.Flatten(model).ToArray();
        var places = Enumerable.Range(0, steps.Length).Where(i => steps[i] is FewShotClassificationTransformer).ToArray();
        return places is [var place]
            ? new ClassifierChain(steps[..place], (FewShotClassificationTransformer)steps[place], steps[(place + 1)..])
            : throw new ArgumentException($"the model must hold one classifier adapted to a support set, but its steps are {string.Join(", ", steps.Select(s => s.GetType().Name))}.", "classifier");
    }

    /// <summary>What the steps before the classifier make of rows.</summary>
    public IDataView Prepare(IDataView rows) => new TransformerChain<ITransformer>(Before).Transform(rows);

    /// <summary>The same pipeline with another classifier.</summary>
    public TransformerChain<ITransformer> With(FewShotClassificationTransformer classifier) => new([.. Before, classifier, .. After]);
}
