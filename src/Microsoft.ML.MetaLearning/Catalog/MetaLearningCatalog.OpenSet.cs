using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <content>Rows that belong to none of the classes.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Evaluates how well a model that adapts to an episode tells query rows that belong to none of the episode's classes; inductively, as
    /// an adapted classifier predicts.
    /// </summary>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipeline was fitted on.</param>
    /// <param name="outOfScope">
    /// Rows that belong to none of these classes, with the same columns, whatever their labels; classes outside of the episode are taken
    /// instead if <see langword="null"/>.
    /// </param>
    /// <param name="episodes">Episodes to evaluate. The default is 600.</param>
    /// <param name="ways">Classes per episode; as in meta-training if <see langword="null"/>.</param>
    /// <param name="shots">Support examples per class; as in meta-training if <see langword="null"/>.</param>
    /// <param name="queryShots">
    /// Query examples per class, also of those outside of the episode; as in meta-training if <see langword="null"/>.
    /// </param>
    /// <param name="unknownWays">
    /// Classes outside of the episode, or as many times <paramref name="queryShots"/> rows out of scope; as many as <paramref name="ways"/>
    /// if <see langword="null"/>.
    /// </param>
    /// <param name="seed">Evaluations of the same seed take the same episodes.</param>
    /// <exception cref="ArgumentException">The pipeline does not end in a meta-learned classifier.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column or number does not suit the model, or the rows are too few for the episodes asked for.
    /// </exception>
    public OpenSetMetrics EvaluateOpenSet(
        ITransformer metaModel,
        IDataView metaTest,
        IDataView? outOfScope = null,
        int episodes = 600,
        int? ways = null,
        int? shots = null,
        int? queryShots = null,
        int? unknownWays = null,
        int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        Checks.Between(episodes, 2, Limits.Episodes, nameof(episodes));
        Checks.Between(queryShots ?? 1, 1, Limits.Shots, nameof(queryShots));
        Checks.Between(unknownWays ?? 1, 1, Limits.Ways, nameof(unknownWays));
        var (preprocessing, meta) = SplitClassifier(metaModel);
        var shape = ShapeFor(meta, ways, shots, queryShots);
        using var use = meta.Use();
        using var scope = NewDisposeScope();
        using var channel = Environment.Start(nameof(EvaluateOpenSet));
        using var examples = Read(preprocessing, meta, metaTest);
        using var outside = outOfScope is null ? null : Read(preprocessing, meta, outOfScope);
        var source = new OpenSetEpisodes(examples, Enumerable.Repeat(shape.Shots, shape.Ways).ToArray(), shape.QueryShots, unknownWays ?? shape.Ways, outside?.AllInputs(), seed);
        var metrics = new OpenSetMetrics(OpenSet(meta.Model, source, episodes, channel))
        {
            Ways = shape.Ways,
            Shots = shape.Shots,
            QueryShots = shape.QueryShots,
            UnknownQueries = (unknownWays ?? shape.Ways) * shape.QueryShots,
            IsOutOfScope = outOfScope is not null,
        };
        channel.Info(MessageSensitivity.None, metrics.ToString());
        return metrics;
    }

    /// <summary>
    /// Gives an adapted classifier the columns <c>IsKnown</c> (Boolean) and <c>NoveltyScore</c> (Single), which tell rows that belong to
    /// none of its classes. The threshold is calibrated on held-out classes: in episodes with as many classes as the classifier has, and as
    /// many support rows of each, it rejects at most <paramref name="falseRejectionRate"/> of the query rows of an episode's own classes.
    /// The classifier must have been adapted with <c>keepSupport: true</c>; it is not changed.
    /// </summary>
    /// <param name="classifier">
    /// A model as made by <see cref="Adapt"/>, with or without steps appended; or the <see cref="FewShotClassificationTransformer"/> alone.
    /// </param>
    /// <param name="heldOut">
    /// Rows of classes that meta-training has not seen, with the columns of the support set: at least one class more than the classifier
    /// has.
    /// </param>
    /// <param name="falseRejectionRate">The part of the rows of its own classes that may be rejected, 0 to 1. The default is 0.05.</param>
    /// <param name="measure">
    /// What new rows are told by; the one that tells them best on the held-out classes if <see langword="null"/>.
    /// </param>
    /// <param name="queryShots">Query rows of each class of an episode. The default is 5.</param>
    /// <param name="episodes">Episodes to calibrate on. The default is 200.</param>
    /// <param name="seed">The same seed takes the same episodes.</param>
    /// <returns>
    /// The same model with two columns more. <see cref="FewShotClassificationTransformer.Rejection"/> says how well it does on the held-out
    /// classes.
    /// </returns>
    /// <exception cref="ArgumentException">There is not one few-shot classifier in the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is out of range, a column is missing or of a wrong type, or there are too few held-out classes or rows.
    /// </exception>
    /// <exception cref="InvalidOperationException">The classifier has not kept its support set.</exception>
    public TransformerChain<ITransformer> WithRejection(
        ITransformer classifier, IDataView heldOut, double falseRejectionRate = 0.05, NoveltyMeasure? measure = null, int queryShots = 5, int episodes = 200, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        Checks.Fraction(falseRejectionRate, nameof(falseRejectionRate));
        Checks.Defined(measure ?? default, nameof(measure));
        Checks.Between(queryShots, 1, Limits.Shots, nameof(queryShots));
        Checks.Between(episodes, 2, Limits.Episodes, nameof(episodes));
        using var scope = NewDisposeScope();
        using var channel = Environment.Start(nameof(WithRejection));
        var chain = ClassifierChain.Split(classifier);
        using var use = chain.Classifier.Use();
        var source = Source(chain.Classifier, nameof(WithRejection));
        using var examples = Read(chain, source, heldOut);
        var unknownWays = Math.Min(source.Labels.Count, examples.Classes.Count - source.Labels.Count);
        if (unknownWays < 1)
            throw new ArgumentOutOfRangeException(nameof(heldOut),
                $"a classifier of {source.Labels.Count} classes is calibrated on at least {source.Labels.Count + 1} held-out classes, one of them to reject, but there are {examples.Classes.Count}.");
        var outcomes = OpenSet(source.Model, new OpenSetEpisodes(examples, source.Shots, queryShots, unknownWays, outside: null, seed), episodes, channel);
        var rejection = Calibration.Choose(outcomes, falseRejectionRate, measure);
        channel.Info(MessageSensitivity.None, rejection.ToString());
        return chain.With(chain.Classifier.With(rejection, source));
    }

    private IReadOnlyList<OpenSetOutcome> OpenSet(MetaLearnedModel model, OpenSetEpisodes source, int episodes, IChannel channel)
    {
        var device = HostContext.Device(Environment, channel);
        using var threads = TaskThreads.For(Environment, device);
        return new OpenSetEvaluator(model.To(device), threads).Run(source, episodes);
    }
}
