using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.ML.MetaLearning.Trainers;
using Microsoft.ML.MetaLearning.Training;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning;

/// <summary>The estimators that meta-train: checks, then rows to episodes, then the outer loop, then a transformer.</summary>
/// <typeparam name="TOptions">The options of the trainer.</typeparam>
public abstract class MetaTrainerBase<TOptions> : IEstimator<MetaLearnedTransformer>, IMetaTrainer where TOptions : MetaTrainerOptions
{
    /// <summary>The examples that the moments of the <c>Embedding</c> column are taken over.</summary>
    private const int EmbeddingExamples = 512;
    private readonly IHost _host;

    private protected MetaTrainerBase(IHostEnvironment env, TOptions options, string name)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        _host = env.Register(name);
        options.Check();
        TrainerOptions = options;
    }

    private protected TOptions TrainerOptions { get; }

    private EpisodeShape Shape => new(TrainerOptions.EpisodeWays, TrainerOptions.Shots, TrainerOptions.QueryShots);

    private protected abstract IFewShotLearner CreateLearner(Backbone backbone);

    /// <summary>What the outer loop trains, and the episodes that it learns from.</summary>
    /// <param name="learner">The learner of <see cref="CreateLearner"/>.</param>
    /// <param name="examples">The training rows.</param>
    /// <param name="seed">Decides on the episodes.</param>
    private protected virtual (IFewShotLearner Learner, IEpisodeSource Episodes) Training(
        IFewShotLearner learner, ExampleSet examples, int seed) =>
        (learner, new EpisodeLoader(examples, TrainerOptions.Sampling, Shape, seed, TrainerOptions.EpisodeAugmentation));

    /// <summary>What the training rows lack for the episodes of <see cref="Training"/>.</summary>
    private protected virtual IEnumerable<(string Option, string Message)> TrainingShortages(ExampleSet examples) =>
        TrainerOptions.Sampling.Shortages(ClassSizes.Of(examples).Times(TrainerOptions.EpisodeAugmentation.Copies), Shape);

    /// <summary>
    /// The meta-parameters of the learner of <see cref="CreateLearner"/> among those that were trained; the others are disposed.
    /// </summary>
    private protected virtual ParameterSet Keep(ParameterSet trained) => trained;

    private protected abstract ExampleSet Read(IDataView data, IReadOnlyList<long> inputShape, string setName);

    private protected abstract void CheckColumns(DataViewSchema schema);

    private protected abstract void CheckColumns(SchemaShape shape);

    private protected abstract ExampleColumnNames ColumnNames { get; }

    ExampleColumnNames IMetaTrainer.Columns => ColumnNames;

    EpisodeShape IMetaTrainer.Shape => Shape;

    TaskKind IMetaTrainer.Task => Task;

    int? IMetaTrainer.Outputs => Outputs;

    private protected abstract TaskKind Task { get; }

    /// <summary>The outputs of the last layer, where it is bound to so many; null if not.</summary>
    private protected abstract int? Outputs { get; }

    private protected FewShotProblem Problem(Backbone backbone) => new(backbone, Task, Outputs, TrainerOptions.Normalization)
    {
        Frozen = [.. TrainerOptions.OuterLoop.Frozen],
    };

    private EpisodeSampling ValidationSampling => TrainerOptions.ValidationSampling ?? TrainerOptions.Sampling.ForOtherClasses;

    /// <summary>Meta-trains on the rows of <paramref name="input"/>.</summary>
    /// <returns>The meta-learned model, which <c>mlContext.MetaLearning().Adapt</c> turns into a classifier or regressor.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of a wrong type, or the rows are too few for the episodes asked for.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are no rows, one has no label or a feature that is not a finite number, the
    /// training diverged, it would take more memory than the options allow, or the checkpoints to go on from are of another training or all
    /// damaged.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled before its first meta-step was complete.</exception>
    public MetaLearnedTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckColumns(input.Schema);
        if (TrainerOptions.ValidationSet is { } validationSet)
            CheckColumns(validationSet.Schema);
        TrainerOptions.CancellationToken.ThrowIfCancellationRequested();
        _host.CheckAlive();

        using var scope = NewDisposeScope();
        using var channel = _host.Start("MetaTraining");
        var backbone = TrainerOptions.Backbone
            ?? InitialBackbone.Of(TrainerOptions.InitialModel)
                ?? DefaultBackbone(ExampleColumns.Features(input.Schema, TrainerOptions.FeatureColumnName));
        ExampleColumns.Features(input.Schema, TrainerOptions.FeatureColumnName, backbone.InputShape);
        TrainerOptions.EpisodeAugmentation.Check(backbone.InputShape);
        var device = HostContext.Device(_host, channel);
        var seeds = new TrainingSeeds(_host.Rand.Next(), _host.Rand.Next(), _host.Rand.Next());

        var created = CreateLearner(backbone);
        CheckWays();
        CheckFrozen(created);
        var largest = TrainerOptions.Sampling.Largest(Shape);
        var (learner, memory) = MemoryPlan.Make(
            created, largest, device, TrainerOptions.OuterLoop, CountParameters(created), TrainerOptions.TensorMemoryLimit);

        using var examples = Read(input, backbone.InputShape, "the training set");
        using var validationExamples = TrainerOptions.ValidationSet is { } rows
            ? Read(rows, backbone.InputShape, "the validation set")
            : null;
        RequireDisjoint(examples, validationExamples);
        ClassSizes.RequireNone(TrainingShortages(examples)
            .Concat(validationExamples is null ? [] : ValidationSampling.Shortages(ClassSizes.Of(validationExamples), Shape)));
        LookAlikeLabels.Warn(
            examples.Labels.Names.Concat(validationExamples?.Labels.Names ?? []),
            message => channel.Warning(MessageSensitivity.UserData, message));
        using var checkpoints = OpenCheckpoints(learner, examples, validationExamples, seeds, channel);
        seeds = checkpoints?.Seeds ?? seeds;
        var (trained, training) = Training(learner, examples, seeds.Training);
        var validation = validationExamples is null
            ? null
            : new EpisodeLoader(validationExamples, ValidationSampling, Shape, seeds.Validation);

        using var generator = new Generator((ulong)seeds.Parameters);
        var initial = InitialBackbone.Replace(trained.Initialize(generator), TrainerOptions.InitialModel).To(device);
        channel.Info(
            MessageSensitivity.None,
            $"{learner.GetType().Name} on {backbone}, {initial.ScalarCount} parameters, {examples.Classes.Count} classes or tasks, " +
            $"{learner.Problem.Normalization} normalization, {learner.GradientPath(device)}, {device}; {memory}.");
        if (initial.Count == 0)
            channel.Info(MessageSensitivity.None, "there are no parameters to meta-learn: no meta-step is taken.");
        using var progressChannel = _host.StartProgressChannel("Meta-training");
        progressChannel.SetHeader(new ProgressHeader(["Loss", "Accuracy"], ["meta-steps"]), _ => { });
        var reports = new Reports(channel, progressChannel, TrainerOptions.Progress);
        var result = new MetaTrainer(trained, TrainerOptions.OuterLoop)
            .Train(initial, training, validation, reports, IsCancelled, checkpoints);
        if (result.Cancelled)
            channel.Warning(MessageSensitivity.None, $"cancelled after {result.MetaSteps} meta-steps; what was learned so far is kept.");

        return CreateModel(learner, result.Best, examples);
    }

    /// <param name="learner">The learner of <see cref="CreateLearner"/>.</param>
    /// <param name="trained">What was trained: of one model, or of those of an ensemble. The model's from now on.</param>
    /// <param name="examples">The training rows.</param>
    private MetaLearnedTransformer CreateModel(IFewShotLearner learner, IReadOnlyList<ParameterSet> trained, ExampleSet examples)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var best = trained.Select(Keep).ToArray();
        var sample = examples.InputsOf(Enumerable.Range(0, (int)Math.Min(EmbeddingExamples, examples.Count)).Select(i => (long)i)
            .ToArray());
        var (_, moments) = EpisodeNormalization.ForAdaptation(learner.Problem, sample).EmbedSupport(best[0]);
        moments.ToParameters().DetachFromDisposeScope();
        return new MetaLearnedTransformer(_host, MetaLearnedModel.Of(learner, best), moments, Shape, ColumnNames);
    }

    private CheckpointFolder? OpenCheckpoints(
        IFewShotLearner learner, ExampleSet examples, ExampleSet? validation, TrainingSeeds seeds, IChannel channel)
    {
        if (TrainerOptions.Checkpoints is not { } policy)
            return null;
        var settings = new Dictionary<string, string>(OptionsDescription.Of(TrainerOptions))
        {
            ["the trainer"] = GetType().Name,
            ["the hash of the training rows"] = examples.Fingerprint(),
            ["the hash of the validation rows"] = validation?.Fingerprint() ?? "none",
        };
        void WriteModel(BinaryWriter writer, ParameterSet parameters)
        {
            using var model = CreateModel(learner, [parameters.Clone().To(CPU).DetachFromDisposeScope()], examples);
            model.WriteContent(writer);
        }
        return new CheckpointFolder(
            policy,
            new TrainingIdentity(settings, seeds),
            learner.Problem.Task,
            WriteModel,
            warning => channel.Warning(MessageSensitivity.UserData, warning));
    }

    /// <summary>The schema of the transformer: the columns of the input, and <c>Embedding</c>.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckColumns(inputSchema);
        return new SchemaShape(inputSchema.Where(c => c.Name != MetaLearnedTransformer.EmbeddingColumnName)
            .Append(new SchemaShape.Column(
                MetaLearnedTransformer.EmbeddingColumnName,
                SchemaShape.Column.VectorKind.Vector,
                NumberDataViewType.Single,
                isKey: false)));
    }

    private Backbone DefaultBackbone(DataViewSchema.Column features)
    {
        var vector = (VectorDataViewType)features.Type;
        ExampleColumns.CheckPlanes(features.Name, vector);
        return vector.Dimensions.Length == 3
            ? DefaultImageBackbone(vector.Dimensions[0], vector.Dimensions[1], vector.Dimensions[2])
            : new Mlp(vector.Size);
    }

    private protected virtual Backbone DefaultImageBackbone(int channels, int height, int width) => new Conv4(channels, height, width);

    private static long CountParameters(IFewShotLearner learner)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        return learner.Initialize(generator).ScalarCount;
    }

    /// <summary>Checks that frozen meta-parameters are there, and not all that are.</summary>
    private void CheckFrozen(IFewShotLearner learner)
    {
        var parts = TrainerOptions.OuterLoop.Frozen;
        if (parts.Length == 0)
            return;
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        var names = learner.Initialize(generator).Names;
        FrozenNames.Require(parts, names, OuterLoop.Title(nameof(OuterLoop.Frozen)));
        if (names.All(learner.Problem.IsFrozen))
            throw new ArgumentException(
                $"the outer loop must learn something, but every meta-parameter has one of {string.Join(", ", parts)} in its name.",
                OuterLoop.Title(nameof(OuterLoop.Frozen)));
    }

    private static void RequireDisjoint(ExampleSet training, ExampleSet? validation)
    {
        var shared = validation?.Labels.Names.Intersect(training.Labels.Names).ToArray();
        if (shared is { Length: > 0 })
            throw new ArgumentOutOfRangeException(nameof(MetaTrainerOptions.ValidationSet),
                $"the validation set must not share classes or tasks with the training set, but shares " +
                $"{string.Join(", ", shared.Take(10))}.");
    }

    /// <summary>Checks that the last layer suits the episodes, where it is bound to so many classes.</summary>
    private void CheckWays()
    {
        if (Outputs is not { } bound)
            return;
        var (fewest, most) = (TrainerOptions.Sampling.FewestWays(Shape), TrainerOptions.Sampling.Largest(Shape).Ways);
        if (fewest != bound || most != bound)
            throw new ArgumentOutOfRangeException(
                nameof(MetaTrainerOptions.Sampling),
                $"{nameof(MetaTrainerOptions.Sampling)} gives episodes of {(fewest == most ? "" : $"{fewest} to ")}{most} classes, but " +
                $"this learner is bound to {bound}; learners with prototypes, with a last layer that starts from zero, or that compare " +
                "embeddings are not.");
        if (ValidationSampling.Largest(Shape).Ways > bound)
            throw new ArgumentOutOfRangeException(nameof(MetaTrainerOptions.ValidationSampling),
                $"{nameof(MetaTrainerOptions.ValidationSampling)} gives episodes of up to {ValidationSampling.Largest(Shape).Ways} " +
                $"classes, but this learner is bound to {bound}.");
    }

    private bool IsCancelled() => TrainerOptions.CancellationToken.IsCancellationRequested || HostContext.IsCancelled(_host);

    /// <summary>
    /// Forwards metrics to the log, as information at most once a second, to the progress channel of the context and to the user's own
    /// progress.
    /// </summary>
    private sealed class Reports(
        IChannel channel, IProgressChannel progressChannel, IProgress<MetaTrainingMetrics>? user) : IProgress<MetaTrainingMetrics>
    {
        private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
        private TimeSpan _shown = -s_interval;

        public void Report(MetaTrainingMetrics value)
        {
            channel.Trace(MessageSensitivity.None, value.ToString());
            if (value.Elapsed - _shown >= s_interval || value.MetaStep == value.MetaSteps)
            {
                channel.Info(MessageSensitivity.None, value.ToString());
                _shown = value.Elapsed;
            }
            progressChannel.Checkpoint(value.Loss, double.IsNaN(value.Accuracy) ? null : value.Accuracy, value.MetaStep);
            user?.Report(value);
        }
    }
}
