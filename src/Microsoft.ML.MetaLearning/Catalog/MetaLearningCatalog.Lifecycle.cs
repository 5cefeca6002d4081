using System;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Trainers;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <content>Changes to adapted classifiers.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Adds classes to an adapted classifier: the same as adapting the meta-learned model to all rows together, whatever the learner. The
    /// classifier must have been adapted with <c>keepSupport: true</c>; it is not changed.
    /// </summary>
    /// <param name="classifier">
    /// A model as made by <see cref="Adapt"/>, with or without steps appended; or the <see cref="FewShotClassificationTransformer"/> alone.
    /// </param>
    /// <param name="support">
    /// Labelled rows of the new classes, with the columns of the first support set. Labels have the same type as the first ones; they
    /// follow those in the order of their first rows.
    /// </param>
    /// <returns>
    /// A model that keeps its support set, too, with the same steps around the classifier. It does not reject; calibrate it by
    /// <see cref="WithRejection"/>.
    /// </returns>
    /// <exception cref="ArgumentException">There is not one few-shot classifier in the model, or a class is not new.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of a wrong type, or there are more classes than the model was meta-trained for.
    /// </exception>
    /// <exception cref="InvalidOperationException">The classifier has not kept its support set.</exception>
    public TransformerChain<ITransformer> AddClasses(ITransformer classifier, IDataView support) =>
        ReadaptFrom(classifier, nameof(AddClasses), support, (source, rows) => source.WithClasses(rows));

    /// <summary>
    /// Takes a class away from an adapted classifier: the same as adapting the meta-learned model to the rows of the other classes. The
    /// classifier must have been adapted with <c>keepSupport: true</c>; it is not changed.
    /// </summary>
    /// <param name="classifier">
    /// A model as made by <see cref="Adapt"/>, with or without steps appended; or the <see cref="FewShotClassificationTransformer"/> alone.
    /// </param>
    /// <param name="label">The label, as in <see cref="FewShotClassificationTransformer.Labels"/>.</param>
    /// <returns>
    /// A model that keeps its support set, too, with the same steps around the classifier. It does not reject; calibrate it by
    /// <see cref="WithRejection"/>.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is not one few-shot classifier in the model, or no such class, or only two classes.
    /// </exception>
    /// <exception cref="InvalidOperationException">The classifier has not kept its support set.</exception>
    public TransformerChain<ITransformer> RemoveClass(ITransformer classifier, string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        using var scope = NewDisposeScope();
        var chain = ClassifierChain.Split(classifier);
        using var use = chain.Classifier.Use();
        return Readapted(chain, Source(chain.Classifier, nameof(RemoveClass)).WithoutClass(label));
    }

    /// <summary>
    /// Adapts a classifier again, to its support set and more rows of the same classes together. The classifier must have been adapted with
    /// <c>keepSupport: true</c>; it is not changed.
    /// </summary>
    /// <param name="classifier">
    /// A model as made by <see cref="Adapt"/>, with or without steps appended; or the <see cref="FewShotClassificationTransformer"/> alone.
    /// </param>
    /// <param name="support">More labelled rows, with the columns of the first support set.</param>
    /// <returns>
    /// A model that keeps its support set, too, with the same steps around the classifier. It does not reject; calibrate it by
    /// <see cref="WithRejection"/>.
    /// </returns>
    /// <exception cref="ArgumentException">There is not one few-shot classifier in the model, or a row is of a new class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">The classifier has not kept its support set.</exception>
    public TransformerChain<ITransformer> Readapt(ITransformer classifier, IDataView support) =>
        ReadaptFrom(classifier, nameof(Readapt), support, (source, rows) => source.WithRows(rows));

    private TransformerChain<ITransformer> ReadaptFrom(ITransformer classifier, string operation, IDataView support, Func<AdaptationSource, ExampleSet, AdaptationSource> change)
    {
        ArgumentNullException.ThrowIfNull(support);
        using var scope = NewDisposeScope();
        var chain = ClassifierChain.Split(classifier);
        using var use = chain.Classifier.Use();
        var source = Source(chain.Classifier, operation);
        using var rows = Read(chain, source, support);
        return Readapted(chain, change(source, rows));
    }

    private TransformerChain<ITransformer> Readapted(ClassifierChain chain, AdaptationSource source) => chain.With(
        ClassifierAdaptation.Run(Environment.Register(nameof(FewShotClassificationEstimator)), source, chain.Classifier.FeatureColumnName, keepSupport: true));

    private static ExampleSet Read(ClassifierChain chain, AdaptationSource source, IDataView rows) => ExampleReader.ReadClassification(
        chain.Prepare(rows), source.LabelColumnName, chain.Classifier.FeatureColumnName, source.Learner.Problem.Backbone.InputShape, setName: ClassifierAdaptation.SetName);

    private static AdaptationSource Source(FewShotClassificationTransformer classifier, string operation) => classifier.Source
        ?? throw new InvalidOperationException($"{operation} needs the support set and the meta-learned model of the classifier, which it has not kept; adapt with keepSupport: true.");
}
