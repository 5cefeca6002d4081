using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learning;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <content>Evaluation beyond one accuracy.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>Evaluates how well a model that adapts to an episode tells query rows that belong to none of the episode's classes; inductively, as an adapted classifier predicts.</summary>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipeline was fitted on.</param>
    /// <param name="outOfScope">Rows that belong to none of these classes, with the same columns, whatever their labels; classes outside of the episode are taken instead if <see langword="null"/>.</param>
    /// <param name="episodes">Episodes to evaluate. The default is 600.</param>
    /// <param name="ways">Classes per episode; as in meta-training if <see langword="null"/>.</param>
    /// <param name="shots">Support examples per class; as in meta-training if <see langword="null"/>.</param>
    /// <param name="queryShots">Query examples per class, also of those outside of the episode. The default is 15.</param>
    /// <param name="unknownWays">Classes outside of the episode, or as many times <paramref name="queryShots"/> rows out of scope; as many as <paramref name="ways"/> if <see langword="null"/>.</param>
    /// <param name="seed">Evaluations of the same seed take the same episodes.</param>
    /// <exception cref="ArgumentException">The pipeline does not end in a meta-learned classifier.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column or number does not suit the model, or the rows are too few for the episodes asked for.</exception>
    public OpenSetMetrics EvaluateOpenSet(
        ITransformer metaModel,
        IDataView metaTest,
        IDataView? outOfScope = null,
        int episodes = 600,
        int? ways = null,
        int? shots = null,
        int queryShots = 15,
        int? unknownWays = null,
        int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(metaTest);
        Checks.AtLeast(episodes, 2, nameof(episodes));
        Checks.Positive(queryShots, nameof(queryShots));
        Checks.Positive(unknownWays ?? 1, nameof(unknownWays));
        var (preprocessing, meta) = SplitClassifier(metaModel);
        var shape = ShapeFor(meta, ways, shots, queryShots);
        using var scope = NewDisposeScope();
        using var channel = Environment.Start(nameof(EvaluateOpenSet));
        using var examples = Read(preprocessing, meta, metaTest);
        using var outside = outOfScope is null ? null : Read(preprocessing, meta, outOfScope);
        var source = new OpenSetEpisodes(examples, Enumerable.Repeat(shape.Shots, shape.Ways).ToArray(), queryShots, unknownWays ?? shape.Ways, outside?.Inputs, seed);
        var metrics = new OpenSetMetrics(OpenSet(meta.Learner, meta.Parameters, source, episodes, channel))
        {
            Ways = shape.Ways,
            Shots = shape.Shots,
            QueryShots = queryShots,
            UnknownQueries = (unknownWays ?? shape.Ways) * queryShots,
            IsOutOfScope = outOfScope is not null,
        };
        channel.Info(MessageSensitivity.None, metrics.ToString());
        return metrics;
    }

    private IReadOnlyList<OpenSetOutcome> OpenSet(IFewShotLearner learner, ParameterSet parameters, OpenSetEpisodes source, int episodes, IChannel channel)
    {
        var device = HostContext.Device(Environment, channel);
        using var threads = new TaskThreads(device.type == DeviceType.CPU ? System.Environment.ProcessorCount : 1);
        return new OpenSetEvaluator(learner, parameters.To(device), threads).Run(source, episodes);
    }

    private static (ITransformer Preprocessing, MetaLearnedTransformer Meta) SplitClassifier(ITransformer metaModel)
    {
        var (preprocessing, meta) = MetaModelChain.Split(metaModel);
        return meta.Learner.Problem.Task == TaskKind.Classification
            ? (preprocessing, meta)
            : throw new ArgumentException("the model was meta-trained for regression; use EvaluateRegression.", nameof(metaModel));
    }

    private static EpisodeShape ShapeFor(MetaLearnedTransformer meta, int? ways, int? shots, int queryShots)
    {
        var shape = new EpisodeShape(ways ?? meta.Shape.Ways, shots ?? meta.Shape.Shots, queryShots);
        Checks.AtLeast(shape.Ways, 2, nameof(ways));
        Checks.Positive(shape.Shots, nameof(shots));
        if (shape.Ways > meta.Learner.Problem.Outputs)
            throw new ArgumentOutOfRangeException(nameof(ways), ways, $"{nameof(ways)} must be at most {meta.Learner.Problem.Outputs}, the classes that the model was meta-trained to tell apart.");
        return shape;
    }

    private static ExampleSet Read(ITransformer preprocessing, MetaLearnedTransformer meta, IDataView rows) =>
        ExampleReader.ReadClassification(preprocessing.Transform(rows), meta.Columns.Label, meta.Columns.Features, meta.Backbone.InputShape);
}
