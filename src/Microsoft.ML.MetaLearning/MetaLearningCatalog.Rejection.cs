using System;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learning;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <content>Classifiers that know when a row belongs to none of their classes.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Gives an adapted classifier the columns <c>IsKnown</c> (Boolean) and <c>NoveltyScore</c> (Single), which tell rows that belong to none of its classes. The
    /// threshold is calibrated on held-out classes: in episodes with as many classes as the classifier has, and as many support rows of each, it rejects at most
    /// <paramref name="falseRejectionRate"/> of the query rows of an episode's own classes. The classifier must have been adapted with <c>keepSupport: true</c>; it is not changed.
    /// </summary>
    /// <param name="classifier">A model as made by <see cref="Adapt"/>, with or without steps appended; or the <see cref="FewShotClassificationTransformer"/> alone.</param>
    /// <param name="heldOut">Rows of classes that meta-training has not seen, with the columns of the support set: at least one class more than the classifier has.</param>
    /// <param name="falseRejectionRate">The part of the rows of its own classes that may be rejected, 0 to 1. The default is 0.05.</param>
    /// <param name="measure">What new rows are told by; the one that tells them best on the held-out classes if <see langword="null"/>.</param>
    /// <param name="queryShots">Query rows of each class of an episode. The default is 5.</param>
    /// <param name="episodes">Episodes to calibrate on. The default is 200.</param>
    /// <param name="seed">The same seed takes the same episodes.</param>
    /// <returns>The same model with two columns more. <see cref="FewShotClassificationTransformer.Rejection"/> says how well it does on the held-out classes.</returns>
    /// <exception cref="ArgumentException">There is not one few-shot classifier in the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, a column is missing or of a wrong type, or there are too few held-out classes or rows.</exception>
    /// <exception cref="InvalidOperationException">The classifier has not kept its support set.</exception>
    public TransformerChain<ITransformer> WithRejection(
        ITransformer classifier, IDataView heldOut, double falseRejectionRate = 0.05, NoveltyMeasure? measure = null, int queryShots = 5, int episodes = 200, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        Checks.Fraction(falseRejectionRate, nameof(falseRejectionRate));
        Checks.Defined(measure ?? default, nameof(measure));
        Checks.Positive(queryShots, nameof(queryShots));
        Checks.AtLeast(episodes, 2, nameof(episodes));
        using var scope = NewDisposeScope();
        using var channel = Environment.Start(nameof(WithRejection));
        var chain = ClassifierChain.Split(classifier);
        var source = Source(chain.Classifier, nameof(WithRejection));
        using var examples = Read(chain, source, heldOut);
        var unknownWays = Math.Min(source.Labels.Count, examples.Classes.Count - source.Labels.Count);
        if (unknownWays < 1)
            throw new ArgumentOutOfRangeException(nameof(heldOut),
                $"a classifier of {source.Labels.Count} classes is calibrated on at least {source.Labels.Count + 1} held-out classes, one of them to reject, but there are {examples.Classes.Count}.");
        var outcomes = OpenSet(source.Learner, source.Parameters, new OpenSetEpisodes(examples, source.Shots, queryShots, unknownWays, outside: null, seed), episodes, channel);
        var rejection = Calibration.Choose(outcomes, falseRejectionRate, measure);
        channel.Info(MessageSensitivity.None, rejection.ToString());
        return chain.With(chain.Classifier.With(rejection));
    }
}
