using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;

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

    /// <summary>Returns what the classifier was adapted from.</summary>
    /// <exception cref="InvalidOperationException">It has not kept that.</exception>
    public AdaptationSource Source(string operation) => Classifier.Source ?? throw new InvalidOperationException(
        $"{operation} needs the support set and the meta-learned model of the classifier, which it has not kept; " +
        "adapt with keepSupport: true.");

    /// <summary>Reads rows as those of the support set were read.</summary>
    public ExampleSet Read(AdaptationSource source, IDataView rows) => ExampleReader.ReadClassification(
        Prepare(rows),
        source.LabelColumnName,
        Classifier.FeatureColumnName,
        source.Learner.Problem.Backbone.InputShape,
        setName: AdaptationSource.SetName);

    /// <summary>What the steps before the classifier make of rows.</summary>
    private IDataView Prepare(IDataView rows) => new TransformerChain<ITransformer>(Before).Transform(rows);

    /// <summary>The same pipeline with another classifier.</summary>
    public TransformerChain<ITransformer> With(FewShotClassificationTransformer classifier) => new([.. Before, classifier, .. After]);
}
