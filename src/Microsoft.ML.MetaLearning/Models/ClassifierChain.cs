using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>Represents the parts of a pipeline with one few-shot classifier: the steps before it, and those after it.</summary>
internal sealed record ClassifierChain(ITransformer[] Before, FewShotClassificationTransformer Classifier, ITransformer[] After)
{
    /// <exception cref="ArgumentException">The pipeline has no few-shot classifier, or more than one.</exception>
    public static ClassifierChain Split(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model, "classifier");
        var steps = MetaModelChain.Flatten(model).ToArray();
        var places = Enumerable.Range(0, steps.Length).Where(i => steps[i] is FewShotClassificationTransformer).ToArray();
        return places is [var place]
            ? new ClassifierChain(steps[..place], (FewShotClassificationTransformer)steps[place], steps[(place + 1)..])
            : throw new ArgumentException(
                $"the model must hold one classifier adapted to a support set, but its steps are {MetaModelChain.Names(steps)}.",
                "classifier");
    }

    /// <summary>Returns what the classifier was adapted from.</summary>
    /// <exception cref="InvalidOperationException">It has not kept it.</exception>
    public AdaptationSource Source(string operation) => Classifier.Source ?? throw new InvalidOperationException(
        $"{operation} needs the support set and the meta-learned model of the classifier, which it has not kept; adapt with " +
        "keepSupport: true.");

    /// <summary>Reads rows in the way that the support set was read.</summary>
    public ExampleSet Read(AdaptationSource source, IDataView rows) => ExampleReader.ReadClassification(
        Prepare(rows),
        source.LabelColumnName,
        Classifier.FeatureColumnName,
        source.Learner.Problem.Backbone.InputShape,
        setName: AdaptationSource.SetName);

    /// <summary>Applies the steps before the classifier to rows.</summary>
    public IDataView Prepare(IDataView rows) => new TransformerChain<ITransformer>(Before).Transform(rows);

    /// <summary>Returns the same pipeline with another classifier.</summary>
    public TransformerChain<ITransformer> With(FewShotClassificationTransformer classifier) => new([.. Before, classifier, .. After]);
}
